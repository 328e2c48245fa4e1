// Between the document of a record and the fields of its form, whose page the server wrote (device_form.html).
const part = (holder, name) => holder.querySelector(`[name="${name}"]`)
const get = field => {
  if (field.type === 'checkbox') return field.checked
  const typed = field.value.trim()
  return field.inputMode !== 'numeric' ? field.value : /^-?\d{1,9}$/.test(typed) ? Number(typed) : typed || null
}
const set = (field, value) => {
  if (field?.options && value && ![...field.options].some(option => option.value === value)) field.add(new Option(value))
  if (field?.type === 'checkbox') field.checked = value
  else if (field) field.value = value ?? ''
}

export function addRow (form, kind) {
  const row = form.querySelector(`template[data-for="${kind}"]`).content.cloneNode(true).firstElementChild
  form.querySelector(`[data-rows="${kind}"]`).append(row)
  set(part(row, 'id'), crypto.randomUUID())
  number(form)
  return row
}

export function number (form) {
  for (const box of form.querySelectorAll('[data-rows]')) {
    [...box.children].forEach((row, n) => row.querySelectorAll('[data-number]').forEach(place => { place.textContent = n + 1 }))
  }
}

export function fill (form, html, held) {
  form.innerHTML = html
  for (const [name, value] of Object.entries(held)) {
    if (!Array.isArray(value)) {
      set(part(form, name), value)
      continue
    }
    const rows = [...form.querySelectorAll(`[data-row="${name}"]`)]
    for (const one of value) {
      const same = row => row.dataset.key.split(' ').every(key => part(row, key).value === one[key])
      const row = rows.find(same) || addRow(form, name)
      for (const [key, value] of Object.entries(one)) set(part(row, key), value)
    }
  }
}

// The document, and the field of each of its parts. A row is nothing without the words or the number it is for.
export function read (form, whole) {
  const fields = {}
  const held = { format: 1, topics: [], contributions: [], tallies: [], promises: [] }
  for (const field of form.querySelectorAll('[name]')) {
    if (field.closest('[data-row]')) continue
    held[field.name] = get(field)
    fields[field.name] = field
  }
  for (const row of form.querySelectorAll('[data-row]')) {
    const { row: kind, wanted } = row.dataset
    const filled = part(row, wanted).value.trim() || (whole && row.parentNode.dataset.rows)
    if (!filled) continue
    const one = {}
    for (const field of row.querySelectorAll('[name]')) {
      one[field.name] = get(field)
      fields[`${kind}.${held[kind].length}.${field.name}`] = field
    }
    held[kind].push(one)
  }
  return { held, fields }
}
