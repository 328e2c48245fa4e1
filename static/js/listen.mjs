// Reads the page aloud with a voice of this device, where it has one for the page's language; else the buttons stay away.
// A voice that is not on the device would send the page, and what a person typed, to somebody else: it is not used.
const READ = 'h1, h2, p, li, label, dt, dd, legend, .govuk-hint, .govuk-caption-l, .govuk-panel__body'
const SKIPPED = '.govuk-summary-list__actions, [hidden]'
const speech = window.speechSynthesis
const box = document.querySelector('[data-listen]')

function voiceFor (language) {
  const wanted = language.toLowerCase().split('-')[0]
  return speech.getVoices().find(({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === wanted)
}

/** The innermost elements with words, in the order of the page. */
function passages () {
  return [...document.querySelectorAll('#main-content :is(' + READ + ')')].filter((element) =>
    !element.closest(SKIPPED) && !element.querySelector(READ) && element.getClientRects().length && element.innerText.trim())
}

function start ({ listen, pause }) {
  speech.cancel()
  const queue = passages().flatMap((element) => {
    const language = element.closest('[lang]').lang
    const voice = voiceFor(language)
    return voice ? [Object.assign(new SpeechSynthesisUtterance(element.innerText), { lang: language, voice })] : []
  })
  if (queue.length) queue.at(-1).onend = () => show({ listen, pause }, false)
  queue.forEach((utterance) => speech.speak(utterance))
  show({ listen, pause }, queue.length > 0)
}

function show ({ listen, pause }, speaking) {
  listen.setAttribute('aria-pressed', speaking)
  pause.setAttribute('aria-pressed', false)
  pause.hidden = !speaking
}

function offer () {
  if (!box.hidden || !voiceFor(document.documentElement.lang)) return
  const [listen, pause] = box.querySelectorAll('button')
  const isOn = (button) => button.getAttribute('aria-pressed') === 'true'
  listen.addEventListener('click', () => {
    if (!isOn(listen)) return start({ listen, pause })
    speech.cancel()
    show({ listen, pause }, false)
  })
  pause.addEventListener('click', () => {
    isOn(pause) ? speech.resume() : speech.pause()
    pause.setAttribute('aria-pressed', !isOn(pause))
  })
  window.addEventListener('pagehide', () => speech.cancel())
  box.hidden = false
}

if (box && speech) {
  offer() // voices may come a moment after the page
  speech.addEventListener?.('voiceschanged', offer)
}
