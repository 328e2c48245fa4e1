// Keeps the empty page of the field log with its styles and scripts, so that it opens without a connection.
// Only what everybody may see is kept: it is fetched without cookies, and no answer of the server goes in here.
const CACHE = 'engage-fieldwork'
const PAGE = new URL('device', location).href
const BUILT = '/static/dist/'
const MOST_MILLISECONDS = 4000

async function keep (page) {
  const found = new Map([[PAGE, page]])
  const fetchParts = async (reply) => {
    const text = await reply.clone().text()
    const names = [...text.matchAll(/(?:src="|href="|from ')([^"']+)["']/g)].map(match => new URL(match[1], reply.url || PAGE).href)
    await Promise.all(names.filter(name => name.includes(BUILT) && !found.has(name)).map(async name => {
      found.set(name, null)
      const part = await fetch(name, { credentials: 'omit' })
      if (!part.ok) throw new Error(name)
      found.set(name, part)
      if (name.includes('.mjs')) await fetchParts(part)
    }))
  }
  await fetchParts(page)
  const cache = await caches.open(CACHE)
  for (const [name, reply] of found) if (name !== PAGE) await cache.put(name, reply)
  await cache.put(PAGE, page)
  for (const { url } of await cache.keys()) if (!found.has(url)) await cache.delete(url)
}

async function fetchPage () {
  const reply = await fetch(PAGE, { credentials: 'omit', signal: AbortSignal.timeout(MOST_MILLISECONDS) })
  if (!reply.ok || reply.redirected) throw new Error(PAGE)
  return reply
}

self.addEventListener('install', event => event.waitUntil(fetchPage().then(keep).then(() => self.skipWaiting())))
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', event => {
  const { request } = event
  if (request.method !== 'GET') return
  if (request.mode === 'navigate' && request.url.split(/[?#]/)[0] === PAGE) {
    event.respondWith(fetchPage().then(reply => {
      event.waitUntil(keep(reply.clone()).catch(() => {}))
      return reply
    }).catch(() => caches.match(PAGE)))
  } else if (request.url.includes(BUILT)) {
    event.respondWith(caches.match(request).then(kept => kept || fetch(request)))
  }
})
