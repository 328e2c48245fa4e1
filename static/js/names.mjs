// Is this a name? M masks it, L leaves it, U undoes the last one, while the focus is on one of these buttons.
const choices = document.querySelector('[data-choices]')
if (choices) {
  choices.querySelector('[data-key="m"]')?.focus()
  choices.addEventListener('keydown', (event) => {
    // a key that was held down must not answer the next question too
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === 'Enter') event.preventDefault()
      return
    }
    choices.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click()
  })
}
