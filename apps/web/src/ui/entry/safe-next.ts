/**
 * Where to go after signing in. Security: only a path of this site; `//host`, `/\host` and anything with a scheme
 * would lead elsewhere.
 */
export function toSafeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) return '/'
  const here = 'http://here.invalid'
  return URL.canParse(next, here) && new URL(next, here).origin === here ? next : '/'
}
