/** The page of `npm start`: another port than the sync server's, so each request names it. */
const origin = 'http://127.0.0.1:3000'

/** What Chromium adds to each request of a page, beside what the fetch of Node.js adds. */
const browserHeaders = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'sec-ch-ua': '"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'sec-fetch-site': 'same-site',
  'sec-fetch-dest': 'empty',
  'accept-language': 'en-US,en;q=0.9',
  'accept-encoding': 'gzip, deflate, br, zstd',
  origin,
  referer: `${origin}/`,
}

/** A fetch whose requests are as long as a browser's. `onRequest` hears of each. */
export function createBrowserFetch(onRequest: () => void): typeof fetch {
  return async (input, init = {}) => {
    onRequest()
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(browserHeaders)) headers.set(name, value)
    return await fetch(input, { ...init, headers })
  }
}
