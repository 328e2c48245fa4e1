// Focus on the error summary, one press of a button, skip link: every page works without them.
import { initAll } from './govuk-frontend.min.js'

initAll()
