import { useEffect, useState } from 'react'

const tickMs = 1_000

/** ms since 1970, as of the last whole tick. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  return now
}
