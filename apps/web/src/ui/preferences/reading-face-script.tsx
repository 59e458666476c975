import { readingFaceAttribute, readingFaceKey } from './reading-face.ts'

const script = `try {
  if (localStorage.getItem('${readingFaceKey}') === 'sans') document.documentElement.setAttribute('${readingFaceAttribute}', 'sans')
} catch (error) {}`

/** Before the first paint, so that the text does not change its face under the reader. */
export function ReadingFaceScript({ nonce }: { nonce: string }) {
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: script }} />
}
