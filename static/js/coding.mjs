// Coding by keyboard alone. Without it the same page is a form with ticks and two buttons, and Enter saves it.
const form = document.querySelector('[data-coding]')
const boxes = [...form.querySelectorAll('[data-themes] input')]

function press (event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
  const { key } = event
  if (key === 'Backspace') return go(event, form.dataset.previous)
  if (key === '0') return submit(event, form.querySelector('[data-none]'))
  if (key === 'Enter') return submit(event, form.querySelector('button[type=submit]'))
  if (key === 'Delete') { event.preventDefault(); return boxes.forEach(box => { box.checked = false }) }
  if (key === 'ArrowDown' || key === 'ArrowUp') return step(event, key === 'ArrowDown' ? 1 : -1)
  const box = boxes.find(one => one.dataset.key === key.toLowerCase())
  if (!box) return
  event.preventDefault()
  box.checked = !box.checked
  box.focus()
}

function step (event, by) {
  event.preventDefault()
  const place = boxes.indexOf(document.activeElement) + by
  boxes[(place + boxes.length) % boxes.length].focus()
}

function go (event, address) {
  event.preventDefault()
  if (address) location.assign(address)
}

let sent = false
function submit (event, button) {
  if (!button) return
  event.preventDefault()
  if (sent || event.repeat) return // a key that is held down answers one text, not ten
  form.requestSubmit(button)
}

// Only while a theme has the focus: single letters must not act on who speaks to the page or reads it otherwise.
for (const box of boxes) box.addEventListener('keydown', press)
form.addEventListener('submit', () => { sent = true })
addEventListener('pageshow', () => { sent = false })
if (!document.querySelector('.govuk-error-summary')) boxes[0]?.focus({ preventScroll: true })
