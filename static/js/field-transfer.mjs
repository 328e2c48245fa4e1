// What waits, as a file for another device: locked with the passphrase of this one, so a changed file does not open.
import { change, content, derive, row, rows, seal, unseal } from './field-vault.mjs'

const NAME = 'engage-fieldwork-1'
const isUnsent = one => one && (one.typed || one.state !== 'sent')

export async function saveFile () {
  const waiting = (await rows()).filter(isUnsent)
  const all = await Promise.all(waiting.map(async ({ sealed, ...open }) => ({ open, content: await content(open.id) })))
  const { salt, iterations, sealed: check } = await row('vault')
  const { origin } = location
  const file = { program: NAME, origin, salt, iterations, check, sealed: await seal(NAME + origin, all) }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }))
  link.download = `fieldwork-${new Date().toISOString().slice(0, 10)}.json`
  link.click()
}

// [what to say, the words that follow]. All of it is opened before any of it is kept.
export async function takeFile (chosen, passphrase) {
  let file, key, all
  try {
    file = JSON.parse(await chosen.text())
  } catch {}
  if (file?.program !== NAME) return ['no_file']
  if (file.origin !== location.origin) return ['foreign', file.origin]
  try {
    key = await derive(passphrase, { salt: file.salt, iterations: Math.min(file.iterations, 1e7) })
    await unseal('vault', file.check, key)
  } catch {
    return ['file_closed']
  }
  try {
    all = await unseal(NAME + file.origin, file.sealed, key)
  } catch {
    return ['file_changed']
  }
  const left = []
  for (const { open, content: held } of all) {
    if (isUnsent(await row(open.id))) left.push(held.title)
    else await change(open.id, content => Object.assign(content, held) && { ...open, since: null })
  }
  return left.length ? ['left', left.join(', ')] : ['taken', all.length]
}
