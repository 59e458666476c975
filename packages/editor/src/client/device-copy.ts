import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import { type Doc, encodeStateAsUpdate } from 'yjs'
import { createStore, type Store } from './store.ts'

/**
 * What this device keeps of a document. `loading`: not read yet · `kept`: everything is written · `writing`: the
 * newest change is on its way · `refused`: the browser keeps nothing (private window, disk full, data cleared).
 */
export type DeviceState = 'loading' | 'kept' | 'writing' | 'refused'

export type DeviceCopy = {
  readonly state: Store<DeviceState>
  /** Resolves once this device's copy is in the document, or it is known that there is none to be had. */
  readonly loaded: Promise<void>
  /** Stops keeping; what is kept stays. */
  close(): Promise<void>
  /** Stops keeping and forgets. */
  erase(): Promise<void>
}

/** How long a page waits for IndexedDB (another tab may block it) before it goes on without. */
const maxLoadMs = 4_000
/** After a refused write the whole state is tried again, at most this often. */
const retryMs = 5_000
/** y-indexeddb folds its rows into one after this quiet time. */
const foldMs = 1_000

/** Keeps `doc` in the IndexedDB database `name`. Give it a browser that allows that: see `canKeepLocally`. */
export function keepOnDevice(name: string, doc: Doc): DeviceCopy {
  const copy = new CheckedPersistence(name, doc)
  return {
    state: copy.state,
    loaded: copy.loaded,
    close: () => copy.destroy(),
    erase: () => copy.clearData(),
  }
}

/** A copy that cannot be: the editor works, and the status says that this device keeps nothing. */
export function keepNothing(): DeviceCopy {
  const done = Promise.resolve()
  return { state: createStore<DeviceState>('refused'), loaded: done, close: () => done, erase: () => done }
}

/**
 * y-indexeddb 9 with its write path replaced: its own handler never learns whether a write was committed, and throws
 * into the edit that caused it once the database was deleted from elsewhere (another tab signed out).
 */
class CheckedPersistence extends IndexeddbPersistence {
  readonly state = createStore<DeviceState>('loading')
  readonly loaded: Promise<void>
  #unwritten = 0
  #mustWriteAll = false
  #retry: ReturnType<typeof setTimeout> | undefined
  #fold: ReturnType<typeof setTimeout> | undefined

  constructor(name: string, doc: Doc) {
    super(name, doc)
    doc.off('update', this._storeUpdate)
    doc.on('update', this.#onUpdate)
    this.loaded = Promise.race([this.whenSynced.then(() => this.#onLoaded()), this.#giveUp()])
  }

  override destroy(): Promise<void> {
    this.doc.off('update', this.#onUpdate)
    clearTimeout(this.#retry)
    clearTimeout(this.#fold)
    return super.destroy()
  }

  #onLoaded(): void {
    // The load itself wrote what the document held before.
    this.state.set('kept')
  }

  #giveUp(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(() => {
        if (this.state.getSnapshot() === 'loading') this.state.set('refused')
        resolve()
      }, maxLoadMs)
    })
  }

  #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || !this.synced) return
    if (this.#mustWriteAll) this.#retry ??= setTimeout(() => this.#writeAll(), retryMs)
    else this.#write(update)
  }

  #writeAll(): void {
    this.#retry = undefined
    this.#mustWriteAll = false
    this.#write(encodeStateAsUpdate(this.doc))
  }

  #write(update: Uint8Array): void {
    try {
      const transaction = openTransaction(this.db)
      transaction.objectStore('updates').add(update)
      transaction.oncomplete = () => this.#onWritten()
      transaction.onabort = () => this.#onRefused()
      this.#unwritten++
      if (this.state.getSnapshot() === 'kept') this.state.set('writing')
    } catch {
      // The database is closed or its store is gone: refused, whatever the browser calls it.
      this.#onRefused()
    }
  }

  #onWritten(): void {
    this.#unwritten--
    if (this.#unwritten === 0 && !this.#mustWriteAll) this.state.set('kept')
    if (++this._dbsize < PREFERRED_TRIM_SIZE) return
    clearTimeout(this.#fold)
    this.#fold = setTimeout(() => void storeState(this, false).catch(() => this.#onRefused()), foldMs)
  }

  /** Later rows build on the lost one, so the next write carries everything. */
  #onRefused(): void {
    this.#unwritten = 0
    this.#mustWriteAll = true
    this.state.set('refused')
  }
}

function openTransaction(database: IDBDatabase | null): IDBTransaction {
  if (database === null) throw new Error('the database is not open')
  return database.transaction('updates', 'readwrite')
}
