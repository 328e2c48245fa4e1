// Keying by keyboard alone. Without it the same page is a form whose fields take codes, saved by its button.
const form = document.querySelector('[data-keying]')
const focusHere = document.querySelector('[data-focus]') ?? document.querySelector('[data-focus-in] input:not([type=hidden])')
const RETRY_MS = 5000
const PAUSE_MS = 2000

class Pad {
  constructor (form) {
    this.form = form
    this.fields = [...form.querySelectorAll('[data-codes], [data-text], [data-typed]')]
    this.cue = document.querySelector('[data-cue]')
    this.banner = document.querySelector('[data-unsaved]')
    this.store = `keying ${form.dataset.pass}`
    this.unsaved = JSON.parse(sessionStorage.getItem(this.store) ?? '{}')
    this.begun = ''
    this.sending = Promise.resolve()
    for (const field of this.fields) this.listen(field)
    this.restore()
    form.addEventListener('submit', () => sessionStorage.removeItem(this.store)) // the form itself carries everything
    addEventListener('online', () => this.flush())
    addEventListener('beforeunload', event => { if (this.waiting() && !this.leaving) event.preventDefault() })
    this.banner.querySelector('a').addEventListener('click', () => { this.leaving = true })
    const first = this.fields.find(field => !field.value.trim()) ?? this.fields.at(-1)
    const error = document.querySelector('.govuk-error-summary')
    if (!error) first?.focus()
    for (const field of this.fields) this.mark(field)
  }

  // what the person does

  listen (field) {
    const note = this.noteOf(field)
    if ('codes' in field.dataset) field.addEventListener('keydown', event => this.press(event, field))
    else field.addEventListener('keydown', event => this.write(event, field))
    field.addEventListener('change', () => this.keep(field))
    field.addEventListener('blur', () => this.left(field))
    field.addEventListener('input', () => {
      clearTimeout(field.later)
      field.later = setTimeout(() => this.keep(field), PAUSE_MS) // a closed tab loses no more than the last words
    })
    field.closest('[data-question]').querySelector('[data-locale]')?.addEventListener('change', () => this.keep(field))
    note.addEventListener('change', () => this.keep(field))
    note.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      field.focus()
    })
  }

  // a text, or a number or date: keys write what they stand for
  write (event, field) {
    if (event.key === 'F2') return this.openNote(event, field)
    if (!('typed' in field.dataset) || event.isComposing) return
    this.say('')
    if (event.key === 'Enter') { event.preventDefault(); return this.check(field) }
    if (event.key === this.form.dataset.rest && !field.value) { event.preventDefault(); return this.rest(field) }
    if (event.key === 'Backspace' && !field.value) { event.preventDefault(); this.back(field) }
  }

  // the server knows the bounds: on only once it has taken it
  async check (field) {
    if (!field.value.trim()) return this.refuse(`Nothing is keyed here. Type ${field.dataset.blank} when nothing is written`)
    this.keep(field)
    await this.sending
    if (!field.refused) this.go(field)
  }

  press (event, field) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
    const { key } = event
    if (key === 'F2') return this.openNote(event, field)
    if (key === 'Enter') { event.preventDefault(); return this.enter(field) }
    if (key === 'Backspace') { event.preventDefault(); return this.back(field) }
    if (key === 'Delete') { event.preventDefault(); return this.set(field, []) }
    if (key.length !== 1) return
    event.preventDefault()
    this.say('')
    if (key === ' ' || key === ',') return
    if (key === this.form.dataset.rest) return this.rest(field)
    const width = Number(field.dataset.width)
    const isNothing = this.form.dataset.missing.includes(key) && (key !== '0' || width === 1)
    if (isNothing) return this.nothing(field, key)
    this.begun += key.toUpperCase()
    if (this.begun.length < width) return
    const code = this.begun
    this.begun = ''
    if (/^0+$/.test(code)) return this.nothing(field, '0')
    this.tick(field, code)
  }

  tick (field, code) {
    const codes = field.dataset.codes.split(' ')
    if (!codes.includes(code)) return this.refuse(`There is no ${code} here. Codes: ${codes.join(' ')}`)
    if (!('many' in field.dataset)) {
      this.set(field, [code])
      return this.go(field)
    }
    const there = this.ticked(field)
    this.set(field, there.includes(code) ? there.filter(one => one !== code) : codes.filter(one => one === code || there.includes(one)))
  }

  nothing (field, key) {
    if ('many' in field.dataset && this.ticked(field).length) {
      return this.refuse('Something is ticked here. Delete empties the question')
    }
    this.set(field, [key])
    this.go(field)
  }

  enter (field) {
    if (!field.value.trim()) return this.refuse('Nothing is keyed here. Type 0 when nothing is ticked')
    this.go(field)
  }

  back (field) {
    const place = this.fields.indexOf(field)
    if (place > 0) return this.fields[place - 1].focus()
    if (this.form.dataset.previous) this.leave(this.form.dataset.previous)
  }

  openNote (event, field) {
    event.preventDefault()
    field.closest('[data-question]').querySelector('[data-note]').classList.add('app-key__note--open')
    this.noteOf(field).focus()
  }

  // one field, and on

  set (field, codes) {
    field.value = codes.join(' ')
    this.mark(field)
  }

  ticked (field) {
    return field.value.split(' ').filter(code => field.dataset.codes.split(' ').includes(code))
  }

  mark (field) {
    if (!('codes' in field.dataset)) return
    const there = field.value.split(' ')
    for (const item of field.closest('[data-question]').querySelectorAll('[data-code]')) {
      item.classList.toggle('app-codes__ticked', there.includes(item.dataset.code))
    }
  }

  go (field) {
    this.keep(field)
    const after = this.fields[this.fields.indexOf(field) + 1]
    if (after) return after.focus()
    this.endOfPage()
  }

  async rest (field) {
    const left = this.fields.slice(this.fields.indexOf(field)).filter(one => !one.value.trim())
    for (const one of left) {
      this.set(one, [one.dataset.blank ?? '0'])
      this.keep(one)
    }
    await this.endOfPage()
  }

  async endOfPage () {
    await this.sending
    const empty = this.fields.find(one => !one.value.trim() || one.refused)
    if (empty) return empty.focus()
    await this.leave(this.form.dataset.next)
  }

  // to another page, or the end of the form, once everything is saved
  async leave (address) {
    await this.sending
    if (this.waiting()) return this.banner.scrollIntoView()
    if (address) return location.assign(address)
    this.form.action = this.form.dataset.finish
    this.form.submit()
  }

  left (field) {
    this.begun = ''
    const kept = (field.kept ?? field.defaultValue).trim()
    if (field.value.trim() === kept) return
    if (field.value.trim()) return this.keep(field)
    field.value = kept // what was keyed is changed, never emptied
    this.mark(field)
  }

  // saving

  keep (field) {
    const kept = field.value.trim()
    const note = this.noteOf(field).value
    const locale = field.closest('[data-question]').querySelector('[data-locale]')?.value ?? ''
    if (!kept) return
    field.kept = kept
    const said = JSON.stringify([field.value, note, locale])
    if (field.sent === said) return
    field.sent = said
    this.unsaved[this.nameOf(field)] = { typed: field.value, note, locale }
    this.remember()
    this.flush()
  }

  flush () {
    this.sending = this.sending.then(() => this.send())
    return this.sending
  }

  async send () {
    clearTimeout(this.later)
    for (const [name, said] of Object.entries(this.unsaved)) {
      const body = new URLSearchParams({ ...said, field: name, end: 1, csrf_token: this.form.csrf_token.value })
      let reply
      try {
        reply = await fetch(this.form.dataset.save, { method: 'POST', body })
      } catch {
        this.later = setTimeout(() => this.flush(), RETRY_MS)
        return this.tell('Not saved: the server does not answer. It is tried again and again.', false)
      }
      const isOurs = !reply.redirected && reply.headers.get('Content-Type')?.startsWith('application/json')
      if (!isOurs) return this.tell(`Not saved: ${this.waiting()}. You are signed out.`, true)
      const { message } = await reply.json()
      const field = this.fields.find(one => this.nameOf(one) === name)
      if (field) field.refused = reply.status === 422
      if (!reply.ok) {
        this.state(name, 'not saved', true)
        if (reply.status === 422) { delete this.unsaved[name]; this.remember() }
        this.refuse(message)
        if (reply.status !== 422) return this.tell(`Not saved. ${message}.`, false)
        continue
      }
      if (JSON.stringify(this.unsaved[name]) === JSON.stringify(said)) delete this.unsaved[name]
      this.remember()
      this.state(name, 'saved', false)
    }
    if (!this.waiting()) this.banner.hidden = true
  }

  tell (words, isSignedOut) {
    for (const name of Object.keys(this.unsaved)) this.state(name, 'not saved', true)
    this.banner.querySelector('[data-unsaved-words]').textContent = words
    this.banner.querySelector('a').hidden = !isSignedOut
    this.banner.hidden = false
  }

  // after signing in again: what could not be sent stands in its field, and is sent now
  restore () {
    for (const [name, { typed, note, locale }] of Object.entries(this.unsaved)) {
      const field = this.fields.find(one => this.nameOf(one) === name)
      if (!field) continue
      field.value = typed
      this.noteOf(field).value = note
      const language = field.closest('[data-question]').querySelector('[data-locale]')
      if (language && locale) language.value = locale
      this.state(name, 'not saved', true)
    }
    if (this.waiting()) this.flush()
  }

  remember () {
    if (this.waiting()) sessionStorage.setItem(this.store, JSON.stringify(this.unsaved))
    else sessionStorage.removeItem(this.store)
  }

  waiting () {
    return Object.keys(this.unsaved).length
  }

  state (name, words, isBad) {
    const place = this.fields.find(one => this.nameOf(one) === name)?.closest('[data-question]').querySelector('[data-saved]')
    if (!place) return
    place.textContent = words
    place.classList.toggle('app-key__saved--not', isBad)
  }

  // what the person sees and hears

  refuse (words) {
    this.begun = ''
    this.say(words)
    try {
      this.sound ??= new AudioContext()
      const tone = this.sound.createOscillator()
      tone.connect(this.sound.destination)
      tone.start()
      tone.stop(this.sound.currentTime + 0.08)
    } catch (error) {
      console.debug(error) // no loudspeaker: the words are there
    }
  }

  say (words) {
    this.cue.textContent = words
    this.cue.classList.toggle('app-keying__cue--on', Boolean(words))
  }

  nameOf (field) {
    return field.name.slice(2)
  }

  noteOf (field) {
    return field.closest('[data-question]').querySelector('[data-note] input')
  }
}

if (form) new Pad(form) // eslint-disable-line no-new
else focusHere?.focus()
