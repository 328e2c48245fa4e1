// Sends what waits, once, when there is a connection; nothing is dropped before the server has said that it has it.
import { NAME, change, remove, rows } from './field-vault.mjs'

const MINUTE = 60000
const DAY = 1440 * MINUTE
// `ahead`: by how much the clock of the server is ahead of ours
export const server = { ahead: 0, heard: false, staff: null, says: '' }
let failed = 0
let timer
let listed = 0

export async function ask (path, options, most = MINUTE) {
  try {
    const reply = await fetch(path, { redirect: 'error', signal: AbortSignal.timeout(most), ...options })
    const told = (await reply.json()) || {}
    const now = Date.parse(reply.headers.get('Date'))
    if (now) Object.assign(server, { ahead: now - Date.now(), heard: true })
    return { status: reply.status, told }
  } catch {
    return { status: 0, told: {} }
  }
}

export const now = () => Date.now() + server.ahead

// Tells `show` "offline", "sign_in", "later", "other" (somebody else wrote it), "" (all is sent), null (another tab sends).
export function start (show) {
  const send = async () => {
    clearTimeout(timer)
    const outcome = await navigator.locks.request(`${NAME} send`, { ifAvailable: true }, lock => lock && sendAll())
    failed = outcome === 'later' ? failed + 1 : 0
    show(outcome)
    timer = setTimeout(send, failed ? Math.min(1000 * 2 ** failed, 5 * MINUTE) : MINUTE)
  }
  addEventListener('online', send)
  addEventListener('offline', () => show('offline'))
  document.addEventListener('visibilitychange', () => document.hidden || send())
  send()
  return send
}

async function sendAll () {
  if (!navigator.onLine) return 'offline'
  const { status, told: token } = await ask('token')
  await tidy()
  if (status !== 200) return status === 401 ? 'sign_in' : 'later'
  server.staff = token.staff
  let outcome = ''
  const waiting = (await rows()).filter(row => ['waiting', 'conflict'].includes(row.state))
  for (const { id } of waiting.sort((one, other) => one.changed - other.changed)) {
    const next = await sendOne(id, token)
    if (['sign_in', 'later'].includes(next)) return next
    outcome ||= next
  }
  if (now() - listed > 10 * MINUTE) await list()
  return outcome
}

export async function list (most) {
  const { status, told } = await ask('activities.json', {}, most)
  if (status !== 200) return
  listed = now()
  await change('activities', content => Object.assign(content, told, { staff: server.staff }) && {})
}

async function sendOne (id, token) {
  const content = await change(id, content => {
    if (content.by && content.by !== token.staff) return {}
    // What was sent without an answer is sent again as it was, before what was written since.
    content.sending ||= content.concern
      ? { path: `concerns/${id}`, body: { activity: content.activity, text: content.concern } }
      : { path: `records/${content.record}`, saves: content.saves, body: { activity: id, base_version: content.base, document: content.document } }
    content.by ||= token.staff
    return {}
  })
  if (content.by !== token.staff) return 'other'
  const { path, body } = content.sending
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token.csrf_token }
  const { status, told } = await ask(path, { method: 'PUT', headers, body: JSON.stringify(body) })
  if (status === 401) return 'sign_in'
  if (told.outcome && content.concern) return remove(id)
  const refused = [403, 404, 409, 413, 422].includes(status) && told.reason
  if (!told.outcome && !refused) return 'later'
  const after = await change(id, content => settle(content, told))
  return after.again ? sendOne(id, token) : ''
}

function settle (content, told) {
  const { saves } = content.sending
  if (told.reason === 'conflict' && !told.settled) {
    content.told = told
    return { state: 'conflict' }
  }
  content.sending = content.told = null
  content.again = false
  if (told.reason && !told.settled) {
    content.told = told
    return { state: 'check' }
  }
  content.base = told.version
  content.again = content.saves > saves
  if (content.again) return { state: 'waiting' }
  if (told.settled) Object.assign(content, { record: told.record, document: told.document })
  return { state: 'sent', sent: now() }
}

// What was sent goes after 7 days; what was not, 30 days after the server's clock was first heard: ours may be wrong.
async function tidy () {
  for (const { id, state, typed, sent, since } of await rows()) {
    const end = state === 'sent' && !typed ? sent + 7 * DAY : since && since + 30 * DAY
    if (end && now() > end) await remove(id)
    else if (server.heard && !since) await change(id, () => ({ since: now() }))
  }
}
