// A tablet that many people use: after 5 minutes without a touch it asks, and a minute later it goes back to the start.
// Any touch, key or movement counts, so a person who reads slowly is not hurried; without scripts the button is enough.
const dialog = document.querySelector('[data-kiosk]')
const IDLE_MS = 300_000
const WARNED_MS = 60_000
let timer

function wait () {
  clearTimeout(timer)
  timer = setTimeout(warn, IDLE_MS)
}

function warn () {
  dialog.showModal()
  timer = setTimeout(() => dialog.querySelector('form').submit(), WARNED_MS)
}

if (dialog) {
  dialog.addEventListener('close', wait)
  dialog.querySelector('[data-kiosk-stay]').addEventListener('click', () => dialog.close())
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'scroll', 'input']) {
    document.addEventListener(event, () => { if (!dialog.open) wait() }, { passive: true, capture: true })
  }
  wait()
}
