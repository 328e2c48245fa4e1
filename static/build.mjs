// Builds static/dist from our own styles and from packages installed by name: css in both directions, scripts, pictures.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import rtlcss from 'rtlcss'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const modules = join(root, 'node_modules')
// Built beside the old files and put in their place at the end: a server that runs meanwhile misses none.
const build = mkdtempSync(join(root, 'build-'))
const dist = join(build, 'dist')
const SETS = {
  openmoji: (file) => join(modules, 'openmoji', 'color', 'svg', `${file}.svg`),
  healthicons: (file) => join(modules, 'healthicons', 'public', 'icons', 'svg', `${file}.svg`)
}

mkdirSync(join(dist, 'pictures'), { recursive: true })
mkdirSync(join(dist, 'fonts'), { recursive: true })

const css = sass.compile(join(here, 'css', 'app.scss'), { style: 'compressed', loadPaths: [modules], quietDeps: true }).css
writeFileSync(join(dist, 'app.css'), css)
writeFileSync(join(dist, 'app.rtl.css'), rtlcss.process(css) + readFileSync(join(here, 'css', 'rtl-mends.css'), 'utf8'))

cpSync(join(modules, 'govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js'), join(dist, 'govuk-frontend.min.js'))
cpSync(join(here, 'js', 'early.js'), join(dist, 'early.js'))
cpSync(join(here, 'js', 'progress.mjs'), join(dist, 'progress.mjs'))
cpSync(join(here, 'js', 'coding.mjs'), join(dist, 'coding.mjs'))
cpSync(join(here, 'js', 'listen.mjs'), join(dist, 'listen.mjs'))
cpSync(join(here, 'js', 'scans.mjs'), join(dist, 'scans.mjs'))
cpSync(join(here, 'js', 'names.mjs'), join(dist, 'names.mjs'))
cpSync(join(here, 'js', 'author.mjs'), join(dist, 'author.mjs'))
// Browsers keep these files for a year, so the one that is imported by name carries its version.
const { version } = JSON.parse(readFileSync(join(modules, 'govuk-frontend', 'package.json'), 'utf8'))
const start = readFileSync(join(here, 'js', 'start.mjs'), 'utf8')
writeFileSync(join(dist, 'start.mjs'), start.replace('.min.js', `.min.js?v=${version}`))

cpSync(join(here, 'js', 'keying.mjs'), join(dist, 'keying.mjs'))
cpSync(join(here, 'js', 'kiosk.mjs'), join(dist, 'kiosk.mjs'))
cpSync(join(here, 'js', 'stay.mjs'), join(dist, 'stay.mjs'))

cpSync(join(here, 'js', 'sign-out.mjs'), join(dist, 'sign-out.mjs'))
// The field log: each script names the next with the mark that engage/assets.py gives it, so that a change is seen.
const marks = {}
for (const name of ['field-vault', 'field-outbox', 'field-form', 'field-transfer', 'field']) {
  const script = readFileSync(join(here, 'js', `${name}.mjs`), 'utf8').replace(/'\.\/([\w-]+)\.mjs'/g, (_all, other) => `'./${other}.mjs?v=${marks[other]}'`)
  writeFileSync(join(dist, `${name}.mjs`), script)
  marks[name] = createHash('sha256').update(script).digest('hex').slice(0, 10)
}

// For files that are printed; pages use the fonts of the reader's own device.
for (const [family, name] of [['noto-sans', 'NotoSans'], ['noto-sans-arabic', 'NotoSansArabic']]) {
  for (const weight of ['400Regular', '700Bold']) {
    const file = `${name}_${weight}.ttf`
    cpSync(join(modules, '@expo-google-fonts', family, weight, file), join(dist, 'fonts', file))
  }
}

const described = new Map(JSON.parse(readFileSync(join(modules, 'openmoji', 'data', 'openmoji.json'), 'utf8'))
  .map(({ hexcode, annotation, openmoji_author: author }) => [hexcode, { title: annotation, author }]))
const pictures = JSON.parse(readFileSync(join(root, 'forms', 'pictures.json'), 'utf8'))
for (const [name, { set, file }] of Object.entries(pictures)) {
  cpSync(SETS[set](file), join(dist, 'pictures', `${name}.svg`))
}
// Who made each picture, for the page of credits.
const credits = Object.entries(pictures).map(([name, { set, file }]) => ({ name, set, file, ...described.get(file) }))
writeFileSync(join(dist, 'credits.json'), JSON.stringify(credits))

try { renameSync(join(here, 'dist'), join(build, 'old')) } catch (error) { if (error.code !== 'ENOENT') throw error }
renameSync(dist, join(here, 'dist'))
rmSync(build, { recursive: true })
