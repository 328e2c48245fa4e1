// Saves what an author types every 20 seconds; without it the Save button does. Stops when somebody else wrote here.
const EVERY = 20000
const form = document.querySelector('[data-autosave]')
if (form) {
  const said = form.querySelector('[data-said]')
  const seen = form.elements.seen
  let isChanged = false
  let isSending = false
  let isStopped = false

  form.addEventListener('input', (event) => {
    // whole options and moved entries come with the Save button: the page has to show them
    if (event.target.name !== 'new_options') isChanged = true
  })
  form.addEventListener('submit', () => { isStopped = true })

  const save = async () => {
    if (!isChanged || isSending || isStopped) return
    isSending = true
    // form.action is the buttons of that name
    isChanged = false
    const body = new URLSearchParams(new FormData(form))
    body.delete('new_options')
    body.set('action', 'save')
    body.set('keep_empty', '1')
    try {
      const reply = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'application/json' } })
      const told = await reply.json()
      if (told.refused) {
        said.textContent = told.refused.join(' ')
      } else if (told.is_stale) {
        isStopped = true
        said.textContent = 'Somebody else changed this part too. Press Save to see both texts.'
      } else {
        seen.value = told.version
        const n = told.findings.filter((one) => one.is_error).length
        said.textContent = `Saved by itself. To mend here: ${n}. Advice: ${told.findings.length - n}.`
      }
    } catch {
      isChanged = true
      said.textContent = 'Not saved yet: no connection. It is tried again.'
    }
    isSending = false
  }
  const timer = setInterval(save, EVERY)
  window.addEventListener('pagehide', () => clearInterval(timer))
  document.addEventListener('visibilitychange', () => { if (document.hidden) save() })
}
