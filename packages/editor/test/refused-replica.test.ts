import { ticketProtocols } from '@duplex/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { type OpenDocument, openDocument } from '../src/client/index.ts'
import { CONTENT_ROOT, contentOf, seedFromMarkdown } from '../src/index.ts'
import { element } from './documents.ts'
import { createRefusingServer, type RefusingServer } from './refusing-server.ts'

const documentId = '0198c0de-0000-7000-8000-000000000001'
const textOf = (doc: Y.Doc) => contentOf([Y.encodeStateAsUpdate(doc)], 'text')
const write = (doc: Y.Doc, text: string) => {
  const root = doc.getXmlFragment(CONTENT_ROOT)
  root.insert(root.length, [element('paragraph', {}, [new Y.XmlText(text)])])
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 })

describe('V4 an open document that the server refuses', () => {
  const open: OpenDocument[] = []
  afterEach(() => Promise.all(open.splice(0).map((document) => document.close())))

  function openOn({ openSocket }: RefusingServer): OpenDocument {
    const fetchTicket = async () =>
      ({ kind: 'ticket', url: `ws://server/${documentId}`, protocols: ticketProtocols('t') }) as const
    const transport = { openSocket, random: () => 0 }
    const document = openDocument({ documentId, userId: 'ada', role: 'editor', fetchTicket, transport })
    open.push(document)
    return document
  }
  const isStored = ({ status }: OpenDocument) => {
    const { connection } = status.getSnapshot()
    expect(connection).toMatchObject({ kind: 'live', synced: true, outbox: { safety: 'stored' } })
  }

  it('V4 is rebuilt, and brings under a new id what was refused, beside what others wrote meanwhile', async () => {
    const taken = new Set<number>()
    const server = createRefusingServer(taken)
    Y.applyUpdate(server.doc, seedFromMarkdown('first'))
    const document = openOn(server)
    await until(() => isStored(document))
    const before = document.replica.getSnapshot()?.doc as Y.Doc
    write(before, 'stored')
    await until(() => expect(textOf(server.doc)).toBe('first\nstored'))
    taken.add(before.clientID)
    const statuses: string[] = []
    document.status.subscribe(() => {
      const { kind, outbox } = document.status.getSnapshot().connection
      if (!textOf(server.doc).includes('refused')) statuses.push(`${kind}: ${outbox.safety}`)
    })
    write(before, 'refused')
    write(server.doc, 'of another')
    await until(() => expect(textOf(server.doc)).toContain('refused'))
    await until(() => isStored(document))
    const after = document.replica.getSnapshot()?.doc as Y.Doc
    expect([server.refusals, after === before]).toEqual([1, false])
    expect(textOf(after).split('\n').toSorted()).toEqual(['first', 'of another', 'refused', 'stored'])
    expect(textOf(after)).toBe(textOf(server.doc))
    expect(statuses.filter((status) => status.startsWith('live') && status.endsWith('stored'))).toEqual([])
  })

  it('V4 is rebuilt once: refused again, it stops, and the text stays readable here', async () => {
    const taken = { has: () => true } as unknown as ReadonlySet<number>
    const server = createRefusingServer(taken)
    Y.applyUpdate(server.doc, seedFromMarkdown('first'))
    const document = openOn(server)
    await until(() => isStored(document))
    write(document.replica.getSnapshot()?.doc as Y.Doc, 'refused for ever')
    await until(() => expect(server.refusals).toBe(2))
    await until(() => {
      const stopped = { kind: 'stopped', cause: 'clientIdTaken', outbox: { safety: 'onDevice' } }
      expect(document.status.getSnapshot().connection).toMatchObject(stopped)
    })
    expect([document.localCopy().text, textOf(server.doc)]).toEqual(['first\nrefused for ever', 'first'])
  })
})
