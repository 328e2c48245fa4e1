// Keeps the progress of a job up to date. Without it the page has a link that does the same.
const EVERY_MS = 2000
const job = document.querySelector('[data-job]')

async function look () {
  const reply = await fetch(job.dataset.job, { headers: { Accept: 'application/json' } })
  if (!reply.ok || reply.redirected) return // signed out or gone: the link still works and says so
  const { progress, stage, is_over: isOver, failure } = await reply.json()
  job.querySelector('progress').value = progress
  const status = job.querySelector('[data-job-stage]')
  const words = failure ?? stage
  if (status.textContent !== words) status.textContent = words // said aloud only when it changes
  if (!isOver) return setTimeout(look, EVERY_MS)
  const link = job.querySelector('[data-job-again]')
  link.textContent = link.dataset.over
}

if (job) setTimeout(look, EVERY_MS)
