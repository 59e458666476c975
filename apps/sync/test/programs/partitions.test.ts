import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type ChildServer, startMeasuredServer } from '../support/child-server.ts'
import { useFixture } from '../support/fixture.ts'
import { chooseCarrier } from '../support/lines/choose-carrier.ts'
import { isolate, type Lines, type NodeLines, restoreLines } from '../support/lines/lines.ts'
import { openPage, type Page, saysStored } from '../support/page.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { StoredWatch } from '../support/stored-watch.ts'
import { until } from '../support/until.ts'
import { ticketSecret } from '../support/world.ts'

/** What a node no longer reaches, or hears. `goesOn`: people do not wait for the end of it. */
type Partition = { readonly what: string; readonly goesOn: boolean; begin(lines: NodeLines): void }
const partitions: readonly Partition[] = [
  { what: 'Redis is lost', goesOn: true, begin: ({ redis }) => redis.freeze() },
  { what: 'the answers of Redis are lost', goesOn: true, begin: ({ redis }) => redis.mute() },
  { what: 'the database is lost', goesOn: false, begin: ({ database }) => database.freeze() },
  { what: 'the answers of the database are lost', goesOn: false, begin: ({ database }) => database.mute() },
  { what: 'everything is lost, and the node to everybody', goesOn: false, begin: isolate },
]

/** Longer than every time after which a node gives up a connection on which nothing is said: 6, 15 and 20 s. */
const partitionMs = 25_000
const editEveryMs = 500
/** From the end of the partition until everybody has everything and knows that it is stored. */
const healMs = 20_000
/** Six nodes take a while to start on a busy machine. */
const maxRunMs = 180_000

/** One document that two people write in: at a node that is cut off for a while, and at one that is not. */
type Scene = {
  readonly partition: Partition
  readonly broken: NodeLines
  readonly near: Page
  readonly far: Page
  readonly watch: StoredWatch
}

const carrier = chooseCarrier()

describe('R a partition that says nothing', () => {
  const fixture = useFixture()
  let redis: RedisServer | undefined
  let lines: Lines | undefined
  const pages: Page[] = []

  afterEach(async () => {
    for (const { connection } of pages.splice(0)) connection.destroy()
    await lines?.close()
    await redis?.close()
  })

  async function startNode({ home, redis, database, clients }: NodeLines): Promise<ChildServer> {
    const server = await startMeasuredServer(database.url, ticketSecret, {}, { REDIS_URL: redis.url }, home)
    clients.aim(server.httpUrl)
    return server
  }

  async function setScene(partition: Partition, broken: NodeLines, whole: NodeLines): Promise<Scene> {
    const documentId = await fixture.world.addDocument()
    const enter = async (name: string, { clients }: NodeLines) => {
      const person = await fixture.world.addPerson(name)
      const wsUrl = `${clients.url.replace('http', 'ws')}sync/v1`
      const page = openPage(wsUrl, documentId, new Y.Doc(), () => fixture.world.ticket(person, documentId))
      page.connection.awareness.setLocalState({ name })
      pages.push(page)
      return page
    }
    const both = await Promise.all([enter('Ada', broken), enter('Bob', whole)])
    return { partition, broken, near: both[0], far: both[1], watch: new StoredWatch(fixture.world, documentId, both) }
  }

  async function setScenes(): Promise<readonly Scene[]> {
    redis = await startRedis()
    lines = await carrier.lay(partitions.length + 1, { databaseUrl: fixture.database.url, redisUrl: redis.url })
    await Promise.all(lines.nodes.map(startNode))
    const [whole, ...broken] = lines.nodes as [NodeLines, ...NodeLines[]]
    const scenes = await Promise.all(partitions.map((one, i) => setScene(one, broken[i] as NodeLines, whole)))
    await until('everybody is in', () => scenes.every((scene) => isWell(scene, 0)))
    return scenes
  }

  it(`R1 R2 T4 loses nothing that was called stored, doubles nothing, and is over soon after it (${carrier.name})`, {
    timeout: maxRunMs,
  }, async ({ annotate }) => {
    const scenes = await setScenes()
    for (const { partition, broken } of scenes) partition.begin(broken)
    const written = await writeFor(partitionMs, scenes)
    for (const scene of scenes.filter(({ partition }) => partition.goesOn)) {
      await until(`it goes on although ${scene.partition.what}`, () => hasWords(scene, written.length))
    }
    for (const { broken } of scenes) restoreLines(broken)
    const healedAt = performance.now()
    const heal = async (scene: Scene) => {
      const { partition, near, far, watch } = scene
      await until(`all is well after ${partition.what}`, () => isWell(scene, written.length), healMs)
      await annotate(`well ${Math.round(performance.now() - healedAt)} ms after ${partition.what}`)
      await watch.look()
      for (const doc of [near.doc, far.doc, watch.stored]) expect(wordsOf(doc).toSorted()).toEqual(written)
    }
    await Promise.all(scenes.map(heal))
  })
})

/** Both people of every scene write one word after the other. Answers with all that each document has to hold, sorted. */
async function writeFor(ms: number, scenes: readonly Scene[]): Promise<readonly string[]> {
  const end = performance.now() + ms
  const written: string[] = []
  for (let i = 0; performance.now() < end; i++) {
    const words = [`near${i}`, `far${i}`] as const
    written.push(...words)
    for (const { near, far, watch } of scenes) {
      write(near.doc, words[0])
      write(far.doc, words[1])
      await watch.look()
    }
    await setTimeout(editEveryMs)
  }
  return written.toSorted()
}

function write(doc: Y.Doc, word: string): void {
  const text = doc.getText('default')
  text.insert(text.length, `${word} `)
}

function wordsOf(doc: Y.Doc): string[] {
  return doc.getText('default').toString().split(' ').filter(Boolean)
}

function hasWords({ near, far }: Scene, count: number): boolean {
  return [near, far].every(({ doc }) => wordsOf(doc).length >= count)
}

/** Both have so many words, know that they are stored, and see each other. */
function isWell(scene: Scene, count: number): boolean {
  const isShown = ({ connection }: Page) => connection.awareness.getStates().size === 2
  return hasWords(scene, count) && [scene.near, scene.far].every((page) => saysStored(page) && isShown(page))
}
