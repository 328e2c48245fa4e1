// The log on a device: opens with the passphrase, keeps every word as it is typed, and says in words what waits.
import { addRow, fill, number, read } from './field-form.mjs'
import { ask, list, now, server, start } from './field-outbox.mjs'
import { saveFile, takeFile } from './field-transfer.mjs'
import { NAME, change, content, forget, open, row, rows, unlock } from './field-vault.mjs'

const find = selector => document.querySelector(selector)
const say = name => find(`[data-say="${name}"]`).textContent
const time = moment => new Date(moment).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const alert = text => { find('[data-alert]').textContent = text }
const SOON = 4000
const form = find('[data-log]')
const fields = find('[data-fields]')
let send, log, close, waits, queue = Promise.resolve()

function view (name, title = say('title')) {
  document.querySelectorAll('[data-view]').forEach(part => { part.hidden = part.dataset.view !== name })
  find('[data-heading]').textContent = title
  find('[data-heading]').focus()
  alert('')
}

const words = ({ state, typed, sent, changed }) => {
  if (typed) return say('draft')
  if (state === 'sent') return `${say('sent')} ${time(sent)}`
  return say(state === 'waiting' && now() - changed > 864e5 ? 'late' : state)
}

async function show (outcome) {
  const kept = await rows()
  const { activities = [] } = await content('activities')
  if (outcome !== undefined && outcome !== null) server.says = outcome
  const unsent = kept.filter(one => one.typed || one.state !== 'sent').length
  const lines = [unsent ? `${say('unsent')} ${unsent}.` : say('all_sent'), server.says && say(server.says), Math.abs(server.ahead) > 3e5 && say('clock')]
  const text = lines.filter(Boolean).join(' ')
  if (find('[data-state]').textContent !== text) find('[data-state]').textContent = text
  find('[data-sign-in]').hidden = server.says !== 'sign_in'
  const items = activities.map(({ id, title, held_on: day }) => [id, `${title}, ${time(day).slice(0, -7)}`, kept.find(one => one.id === id)])
  for (const one of kept) if (!activities.some(({ id }) => id === one.id)) items.push([one.id, null, one])
  const shown = await Promise.all(items.map(async ([id, title, one]) => {
    const item = find('[data-item]').content.cloneNode(true)
    const { title: own, told } = one ? await content(id) : {}
    const [link, state] = item.querySelectorAll('a, span')
    link.textContent = title || own
    if (title) link.href = `#${id}`
    state.textContent = one ? [words(one), told?.text].filter(Boolean).join('. ') : say('none')
    return item
  }))
  find('[data-list]').replaceChildren(...shown)
  find('[data-empty]').hidden = shown.length > 0
  if (log) find('[data-log-state]').textContent = words(await row(log.id) || { state: 'none' })
}

async function route () {
  await queue
  close?.()
  close = log = null
  const id = location.hash.slice(1)
  const found = await row(id)
  let held = await content(id)
  const isOld = !found || (found.state === 'sent' && !found.typed)
  if (id && isOld && navigator.onLine) await list(SOON)
  const { activities = [], forms } = await content('activities')
  const activity = activities.find(one => one.id === id)
  if (!activity) return view('list')
  if (found?.state === 'conflict') {
    find('[data-review]').href = held.told.review
    compare(held.sending.body.document, held.told.document)
    return view('conflict', activity.title)
  }
  // One tab at a time writes one record.
  const free = await new Promise(resolve => navigator.locks.request(`${NAME} open ${id}`, { ifAvailable: true }, lock => {
    resolve(lock)
    return lock && new Promise(resolve => { close = resolve })
  }))
  view(free ? 'log' : 'list', free ? activity.title : undefined)
  if (!free) return alert(say('open'))
  const record = held.record || activity.record
  if (record && isOld && navigator.onLine) {
    const { status, told } = await ask(`records/${record}`, {}, SOON)
    if (status === 200) held = { ...held, record, base: told.version, document: told.document }
  }
  log = { id, held, title: activity.title }
  fill(fields, forms[activity.consultation], held.draft || held.document || { held_on: activity.held_on })
  showFaults(held.told)
  show()
}

const spell = one => Object(one) !== one
  ? { true: '✓', false: '' }[one] ?? String(one ?? '')
  : Object.entries(one).filter(([name, value]) => !['id', 'locale'].includes(name) && value !== null && value !== '').map(([, value]) => value).join(' · ')
const lines = value => [value].flat().map(spell).filter(Boolean)

// What the device and the server have differently, side by side; it is chosen on the server's page.
function compare (own, kept) {
  const parts = Object.keys(kept).filter(name => name !== 'format').map(name => {
    const [here, there] = [lines(own[name]), lines(kept[name])]
    return { name, sides: [here.filter(one => !there.includes(one)), there.filter(one => !here.includes(one))] }
  })
  find('[data-differences]').replaceChildren(...parts.filter(({ sides }) => sides.flat().length).map(({ name, sides }) => {
    const row = find('[data-difference]').content.cloneNode(true)
    row.querySelector('h2').textContent = say(`part_${name}`)
    row.querySelectorAll('.app-answer').forEach((place, n) => { place.textContent = sides[n].join('\n') || '–' })
    return row
  }))
}

function showFaults (told) {
  find('[data-faults]').replaceChildren()
  form.querySelectorAll('[aria-invalid]').forEach(field => field.removeAttribute('aria-invalid'))
  form.querySelectorAll('.govuk-error-message').forEach(message => message.remove())
  if (!told) return
  const { fields } = read(form)
  const box = find('[data-summary]').content.cloneNode(true)
  for (const { path, text } of told.faults?.length ? told.faults : [told]) {
    const field = fields[path]
    const link = box.querySelector('ul').appendChild(document.createElement('li')).appendChild(document.createElement(field ? 'a' : 'span'))
    link.textContent = text
    if (!field) continue
    field.id = path
    field.setAttribute('aria-invalid', true)
    field.before(Object.assign(document.createElement('span'), { className: 'govuk-error-message', textContent: text }))
    field.closest('details')?.setAttribute('open', '')
    link.href = `#${path}`
    link.onclick = event => {
      event.preventDefault()
      field.focus()
    }
  }
  find('[data-faults]').append(box)
  find('[data-faults]').focus()
}

// What is typed is kept at once; saving makes it the record that is sent. Its number is made at the first save.
function keep (parts) {
  const { id, title, held } = log
  return change(id, (content, found) => {
    if (!found || found.state === 'sent') content.by = server.staff
    content.title = title
    content.record ||= held.record
    content.base = Math.max(content.base || 0, held.base || 0)
    Object.assign(content, parts())
    if (content.draft) return { changed: now(), since: null, typed: true, state: found?.state || 'draft' }
    content.record ||= crypto.randomUUID()
    content.saves = (content.saves || 0) + 1
    content.told = null
    return { changed: now(), since: null, typed: false, state: 'waiting' }
  })
}

const after = work => { queue = queue.then(work).catch(() => alert(say('full'))) }

form.addEventListener('input', () => {
  find('[data-log-state]').textContent = say('keeping')
  alert('')
  if (!waits) after(() => keep(() => { waits = false; return { draft: read(form, true).held } }).then(() => show()))
  waits = true
})

form.addEventListener('submit', event => {
  event.preventDefault()
  after(async () => {
    await keep(() => ({ document: read(form).held, draft: null }))
    alert(say('saved'))
    showFaults()
    await show()
    send()
  })
})

form.addEventListener('click', ({ target: button }) => {
  const { add, remove } = button.dataset
  if (add) addRow(form, add).querySelector('textarea, input:not([type=hidden])').focus()
  if (remove === undefined || !confirm(say('remove'))) return
  const box = button.closest('[data-rows]')
  button.closest('[data-row]').remove()
  number(form)
  find(`[data-add="${box.dataset.rows}"]`).focus()
  form.dispatchEvent(new Event('input'))
})

find('[data-concern]').addEventListener('submit', async event => {
  event.preventDefault()
  const { concern } = event.target.elements
  if (!concern.value.trim()) return
  await change(crypto.randomUUID(), content => {
    Object.assign(content, { by: server.staff, activity: log.id, concern: concern.value, title: `${say('concern')}: ${log.title}` })
    return { state: 'waiting', changed: now() }
  }).then(() => { concern.value = ''; alert(say('saved')); return show().then(send) }, () => alert(say('full')))
})

find('[data-view=unlock]').addEventListener('submit', async event => {
  event.preventDefault()
  const { passphrase, again } = event.target.elements
  const isNew = !await row('vault')
  const wrong = isNew && (passphrase.value.length < 12 ? 'short' : passphrase.value !== again.value && 'differ')
  if (wrong || !await unlock(passphrase.value)) {
    alert(say(wrong || 'wrong'))
    return passphrase.focus()
  }
  event.target.reset()
  server.staff = (await content('activities')).staff
  find('[data-state]').hidden = false
  find('[data-storage]').hidden = await navigator.storage.persist()
  await show()
  await route()
  addEventListener('hashchange', route)
  let opened = !location.hash
  send = start(async outcome => {
    await show(outcome)
    // An address may name an activity that this device hears of only now.
    if (!opened && !log && outcome === '') route()
    opened = true
  })
})

const acts = {
  send: () => list().then(send),
  lock: () => location.reload(),
  forget: () => confirm(say('forget')) && forget().then(() => location.reload()),
  save_file: saveFile,
  async take_file ({ file, of_file: passphrase }) {
    const [outcome, titles] = await takeFile(file.files[0], passphrase.value)
    await show()
    alert([say(outcome), titles].filter(Boolean).join(' '))
    send()
  }
}
document.addEventListener('click', ({ target }) => target.type === 'button' && acts[target.dataset.act]?.())
find('[data-act=take_file]').addEventListener('submit', event => {
  event.preventDefault()
  acts.take_file(event.target.elements)
})

if (isSecureContext && navigator.serviceWorker && navigator.locks && window.indexedDB) {
  navigator.serviceWorker.register(find('[data-worker]').dataset.worker).catch(() => {})
  open().then(() => row('vault')).then(vault => {
    document.querySelectorAll('[data-new]').forEach(part => { part.hidden = vault })
    document.querySelectorAll('[data-known]').forEach(part => { part.hidden = !vault })
    view('unlock')
  }, () => {})
}
