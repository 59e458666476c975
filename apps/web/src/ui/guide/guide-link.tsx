import Link from 'next/link'
import type { ReactNode } from 'react'
import classes from './guide.module.css'

/** Pages of the product, which the guide names as code. */
const places = new Set(['/lab', '/doctor', '/api/docs'])

/** Characters of code that a phone shows in one line. */
const maxWholeLength = 28

export function PlaceName({ text }: { text: string }) {
  if (places.has(text)) return <Link href={text}>{text}</Link>
  return <code className={text.length <= maxWholeLength ? classes.whole : undefined}>{text}</code>
}

type GuideLinkProps = { href: string; title: string | null; text: string; children: ReactNode }

/** Outside the repository its files cannot be opened: they are named instead, and a figure needs no address. */
export function GuideLink({ href, title, text, children }: GuideLinkProps) {
  if (href.startsWith('#')) return <a href={href}>{children}</a>
  if (/^https:/.test(href)) {
    return (
      <a href={href} rel="noreferrer">
        {children}
      </a>
    )
  }
  if (title !== null) {
    return (
      <strong className={classes.figure} title={title}>
        {children}
      </strong>
    )
  }
  const path = new URL(href, 'file:///docs/').pathname.slice(1)
  if (text === path) return children
  return (
    <>
      {children} <code className={classes.aside}>{path}</code>
    </>
  )
}
