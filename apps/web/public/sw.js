/*
 * Keeps opened documents readable and writable without a network. Their text is in IndexedDB; this keeps the page
 * around it. Plain JavaScript without a build step: its bytes change only when its behaviour does.
 *
 *   pages    duplex-pages-<user id>   one HTML per opened document. At most one such cache: see `keepPage`.
 *   shell    duplex-shell             the page that lists the documents on this device
 *   static   duplex-static            /_next/static, whose names carry a hash of their content
 *
 * It never answers for /api, and never stores what was not a document page of this person. Caches are not tied to a
 * deploy: a tab of the build before finds its own scripts by their names.
 */
const pagesPrefix = 'duplex-pages-'
const shellCache = 'duplex-shell'
const staticCache = 'duplex-static'
const offlinePath = '/offline'

/** How long a page may take before the copy on this device is shown instead. */
const patienceMs = 3_000
/** A copy younger than this is not fetched again. */
const pageAgeMs = 60_000
const shellAgeMs = 86_400_000
const maxPages = 50
const maxStaticFiles = 600

const documentPath = /^\/documents\/[0-9a-f-]{36}$/
const staticUrl = /\/_next\/static\/[^"'\\\s<>)]+/g

self.addEventListener('install', (event) => {
  event.waitUntil(storeShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/_next/static/')) event.respondWith(answerStatic(request))
  else if (request.mode === 'navigate' && !url.pathname.startsWith('/api/')) event.respondWith(answerPage(event, url))
})

/** Each request is answered on the port that came with it. */
self.addEventListener('message', (event) => {
  const answers = { 'keep-page': keepPage, 'list-pages': listPages, forget }
  const answer = answers[event.data?.kind]
  if (answer === undefined) return
  event.waitUntil(
    answer(event.data).then(
      (value) => event.ports[0]?.postMessage({ value }),
      (error) => event.ports[0]?.postMessage({ error: String(error) }),
    ),
  )
})

/** Network first; the copy on this device when the network is slow or away; else the list of what is here. */
async function answerPage(event, url) {
  const isDocument = documentPath.test(url.pathname)
  const network = fetch(event.request)
  // The copy is taken here, before the page reads the body.
  const refreshed = network.then((response) => isDocument && refreshPage(url.pathname, response.clone()))
  event.waitUntil(refreshed.catch(() => undefined))
  const kept = isDocument ? await findPage(url.pathname) : undefined
  try {
    return await (kept === undefined ? network : Promise.race([network, failAfter(patienceMs)]))
  } catch {
    return kept ?? (await caches.match(offlinePath, { cacheName: shellCache })) ?? Response.error()
  }
}

function failAfter(ms) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('the network is slow')), ms))
}

async function findPage(path) {
  const name = await pagesCacheName()
  return name === undefined ? undefined : await caches.match(path, { cacheName: name })
}

async function pagesCacheName() {
  return (await caches.keys()).find((name) => name.startsWith(pagesPrefix))
}

/** A page that is already kept gets its newest copy; one that the server no longer gives goes. */
async function refreshPage(path, response) {
  const name = await pagesCacheName()
  if (name === undefined) return
  const cache = await caches.open(name)
  if ((await cache.match(path)) === undefined) return
  if (response.status === 404) await cache.delete(path)
  if (isPage(response)) await cache.put(path, response)
}

/** A redirect (to sign in) or an error is not the page. */
function isPage(response) {
  return response.ok && !response.redirected && response.type === 'basic'
}

function isYoungerThan(ageMs, response) {
  return response !== undefined && Date.now() - Date.parse(response.headers.get('date')) < ageMs
}

/** Called by an open document. Security: pages of anybody else who used this browser go first. */
async function keepPage({ userId, path, assets }) {
  if (!/^[0-9a-f-]{36}$/.test(userId) || !documentPath.test(path)) throw new Error('not a document page')
  const own = pagesPrefix + userId
  const others = (await caches.keys()).filter((name) => name.startsWith(pagesPrefix) && name !== own)
  await Promise.all(others.map((name) => caches.delete(name)))
  const cache = await caches.open(own)
  if (!isYoungerThan(pageAgeMs, await cache.match(path))) await storePage(cache, path)
  await keepStatic(assets.map((asset) => new URL(asset).pathname))
  await trim(cache, maxPages)
  if (!isYoungerThan(shellAgeMs, await caches.match(offlinePath, { cacheName: shellCache }))) await storeShell()
}

/** Paths of the documents on this device, and whose they are; undefined where nobody has any. */
async function listPages() {
  const name = await pagesCacheName()
  if (name === undefined) return undefined
  const requests = await (await caches.open(name)).keys()
  return { userId: name.slice(pagesPrefix.length), paths: requests.map((request) => new URL(request.url).pathname) }
}

async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith(pagesPrefix))
  await Promise.all(names.map((name) => caches.delete(name)))
}

async function storeShell() {
  await storePage(await caches.open(shellCache), offlinePath)
}

/** Stores a page and everything that its HTML names. */
async function storePage(cache, path) {
  const response = await fetch(path, { cache: 'reload' })
  if (!isPage(response)) throw new Error(`${path} is not a page: ${response.status}`)
  const html = await response.clone().text()
  await keepStatic(html.match(staticUrl) ?? [])
  await cache.put(path, response)
}

async function answerStatic(request) {
  const cache = await caches.open(staticCache)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}

async function keepStatic(paths) {
  const cache = await caches.open(staticCache)
  const wanted = [...new Set(paths)].filter((path) => path.startsWith('/_next/static/'))
  await Promise.all(wanted.map(async (path) => (await cache.match(path)) ?? (await cache.add(path))))
  if ((await cache.keys()).length <= maxStaticFiles) return
  // Putting moves to the end, so that what is in use is not what goes.
  await Promise.all(wanted.map(async (path) => cache.put(path, await cache.match(path))))
  await trim(cache, maxStaticFiles)
}

/** The oldest entries go first: keys come in the order in which they were stored. */
async function trim(cache, max) {
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - max)).map((key) => cache.delete(key)))
}
