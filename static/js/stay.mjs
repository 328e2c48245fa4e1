// A sign-in runs out after a while without a page. Two minutes before, the page asks; one press keeps what was typed here.
const dialog = document.querySelector('[data-stay]')
const WARNED_MS = 120_000

function wait () {
  const idle = dialog.dataset.minutes * 60_000
  setTimeout(() => dialog.showModal(), Math.max(idle - WARNED_MS, idle / 2))
}

if (dialog) {
  dialog.querySelector('button').addEventListener('click', async () => {
    const reply = await fetch(dialog.dataset.stay, { redirect: 'manual' })
    if (!reply.ok) return location.assign(dialog.dataset.stay)
    dialog.close()
    wait()
  })
  wait()
}
