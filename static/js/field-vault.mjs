// What this device keeps: rows whose content only the passphrase opens.
export const NAME = 'engage-fieldwork'
const ITERATIONS = 600000
let database, key

const answer = request => new Promise((resolve, reject) => {
  request.onsuccess = request.oncomplete = () => resolve(request.result)
  request.onerror = request.onabort = () => reject(request.error)
})

async function write (work) {
  const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' })
  work(transaction.objectStore('rows'))
  await answer(transaction)
}

const read = () => database.transaction('rows').objectStore('rows')
export const row = id => answer(read().get(id))
export const rows = async () => (await answer(read().getAll())).filter(row => row.state)
export const remove = id => write(store => store.delete(id))
export const forget = () => write(store => store.clear())

export async function open () {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore('rows', { keyPath: 'id' })
  database = await answer(request)
}

const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0))
const text = buffer => btoa(Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join(''))
const method = (iv, id) => ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) })

export async function derive (passphrase, { salt, iterations }) {
  const words = new TextEncoder().encode(passphrase.normalize('NFKC'))
  const raw = await crypto.subtle.importKey('raw', words, 'PBKDF2', false, ['deriveKey'])
  const from = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations }
  return crypto.subtle.deriveKey(from, raw, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

// `id` is sealed along: the content of one row does not open as that of another.
export async function seal (id, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = new TextEncoder().encode(JSON.stringify(content))
  return { iv: text(iv), data: text(await crypto.subtle.encrypt(method(iv, id), key, data)) }
}

export async function unseal (id, { iv, data }, by = key) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(method(bytes(iv), id), by, bytes(data))))
}

// False if the passphrase is not the one that this device was given.
export async function unlock (passphrase) {
  const found = await row('vault')
  const vault = found || { id: 'vault', iterations: ITERATIONS, salt: text(crypto.getRandomValues(new Uint8Array(16))) }
  key = await derive(passphrase, vault)
  if (found) return unseal('vault', vault.sealed).then(() => true, () => false)
  const sealed = await seal('vault', '')
  await write(store => store.put({ ...vault, sealed }))
  return true
}

export const content = async id => {
  const found = await row(id)
  return found ? unseal(id, found.sealed) : {}
}

// One change at a time, in all tabs. `work` changes the content and gives what of the row is not sealed.
export const change = (id, work) => navigator.locks.request(`${NAME} ${id}`, async () => {
  const found = await row(id)
  const content = found ? await unseal(id, found.sealed) : {}
  const open = work(content, found)
  const changed = { ...found, ...open, id, sealed: await seal(id, content) }
  await write(store => store.put(changed))
  return content
})
