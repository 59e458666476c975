'use client'

import { useLocalStorage } from '@mantine/hooks'
import { useCallback } from 'react'
import { type ReadingFace, readingFaceAttribute, readingFaceKey } from './reading-face.ts'

/** The reading face of this device, and the way to change it. */
export function useReadingFace(): [ReadingFace, (face: ReadingFace) => void] {
  const [face, setFace] = useLocalStorage<ReadingFace>({
    key: readingFaceKey,
    defaultValue: 'serif',
    serialize: (value) => value,
    deserialize: (value) => (value === 'sans' ? 'sans' : 'serif'),
  })
  const choose = useCallback(
    (next: ReadingFace) => {
      setFace(next)
      document.documentElement.setAttribute(readingFaceAttribute, next)
    },
    [setFace],
  )
  return [face, choose]
}
