import { isDevelopment } from './config.ts'

const storageKey = 'duplex-learn-mode'
const parameter = 'learn'

/**
 * Whether this page shows what is for learning, such as a bad network to try. A preference of this device, off at first,
 * for whoever wants it always; `?learn` for whoever follows a link of the guide, of which nothing is remembered; and in
 * development.
 */
export function isLearning(): boolean {
  return isDevelopment || new URLSearchParams(location.search).has(parameter) || isPreferred()
}

function isPreferred(): boolean {
  try {
    return localStorage.getItem(storageKey) === 'on'
  } catch {
    // A browser that keeps nothing has no preferences.
    return false
  }
}

/**
 * Loads the page anew, because a connection goes through what was there when it began; where that would lose text, the
 * browser asks first.
 */
export function setLearning(isOn: boolean): void {
  const address = new URL(location.href)
  address.searchParams.delete(parameter)
  try {
    localStorage.setItem(storageKey, isOn ? 'on' : 'off')
  } catch {
    // Then for this page only.
    if (isOn) address.searchParams.set(parameter, '')
  }
  history.replaceState(null, '', address)
  location.reload()
}
