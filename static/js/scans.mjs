// Pages about scans: one key answers a question, and a file that is too large is not sent. Without it, buttons do both.
const form = document.querySelector('[data-codes]')
if (form) {
  const typed = form.querySelector('#typed')
  typed.focus()
  typed.select()
  const missing = form.dataset.missing.split(' ')
  const codes = 'oneKey' in form.dataset ? form.dataset.codes.split(' ') : []
  typed.addEventListener('input', () => {
    const value = typed.value.trim().toUpperCase()
    if (missing.includes(value) || codes.includes(value)) form.requestSubmit()
  })
  // a key that was held down must not answer the next question too
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
  })
}

const file = document.querySelector('[data-largest]')
if (file) {
  file.addEventListener('change', () => {
    const megabytes = [...file.files].reduce((sum, one) => sum + one.size, 0) / 1048576
    const most = Number(file.dataset.largest)
    file.setCustomValidity('')
    if (megabytes > most) {
      file.value = ''
      file.setCustomValidity(`These files are larger than ${most} MB together. Split them into smaller files.`)
      file.reportValidity()
    }
  })
}
