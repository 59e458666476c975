import { keepsPages } from './config.ts'

/** What public/sw.js answers to. */
type Requests = {
  'keep-page': { input: { userId: string; path: string; assets: string[] }; answer: undefined }
  'list-pages': { input: Record<never, never>; answer: { userId: string; paths: string[] } | undefined }
  forget: { input: Record<never, never>; answer: undefined }
}

/** How long the service worker may take to answer. */
const answerMs = 15_000

export async function registerServiceWorker(): Promise<void> {
  if (keepsPages && 'serviceWorker' in navigator) await navigator.serviceWorker.register('/sw.js', { scope: '/' })
}

/**
 * Asks the service worker. Undefined where there is none: in development, in a browser without one, in a private
 * window. Throws where it failed or did not answer in time.
 */
export async function askServiceWorker<Kind extends keyof Requests>(
  kind: Kind,
  input: Requests[Kind]['input'],
): Promise<Requests[Kind]['answer'] | undefined> {
  if (!('serviceWorker' in navigator)) return undefined
  const registration = await navigator.serviceWorker.getRegistration('/')
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing
  if (worker === undefined || worker === null) return undefined
  return await new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel()
    const timer = setTimeout(() => reject(new Error('the service worker did not answer')), answerMs)
    port1.onmessage = ({ data }: MessageEvent<{ value?: Requests[Kind]['answer']; error?: string }>) => {
      clearTimeout(timer)
      port1.close()
      if (data.error === undefined) resolve(data.value)
      else reject(new Error(data.error))
    }
    worker.postMessage({ kind, ...input }, [port2])
  })
}
