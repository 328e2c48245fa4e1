// Before signing out: says what the field log on this device has not sent yet. Signing out deletes none of it.
const form = document.querySelector('[data-sign-out]')
const warning = document.querySelector('[data-unsent]')

async function countUnsent () {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'engage-fieldwork')) return 0
  const database = await answer(indexedDB.open('engage-fieldwork'))
  const rows = await answer(database.transaction('rows').objectStore('rows').getAll())
  database.close()
  return rows.filter(({ state, typed }) => state && (typed || state !== 'sent')).length
}

const answer = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

// Counted ahead, so that signing out with nothing to send is not held up.
let unsent = 0
const look = async () => { unsent = await countUnsent().catch(() => 0) }
look()
addEventListener('focus', look)

form.addEventListener('submit', event => {
  if (!unsent || !warning.hidden) return
  event.preventDefault()
  warning.hidden = false
  warning.querySelector('[data-count]').textContent = unsent
  warning.focus()
})
