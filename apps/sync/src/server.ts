import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ChangeListener, createChangeListener } from '@duplex/db'
import type { Config } from './config/config.ts'
import { type Application, admit } from './connection/admission.ts'
import { createWelcome } from './connection/welcome.ts'
import { drain } from './drain.ts'
import { decide } from './http/decision.ts'
import { closeHttpServer, createHttpServer } from './http/http-server.ts'
import { createReadiness } from './http/readiness.ts'
import { answerHttp } from './http/routes.ts'
import { createUpgradeHandler } from './http/upgrade.ts'
import { createNode, type NodeDeps, type SyncNode } from './node.ts'
import { createProbeDoors } from './probe/probe-doors.ts'
import { createProbeUpgrade } from './probe/probe-upgrade.ts'
import { traceAdmission } from './telemetry/trace-admission.ts'
import { createVisitDoors } from './visit/doors/doors.ts'

export type SyncServer = {
  /** Resolves when the port is bound. Needs no database: without one the server is not ready. */
  listen(): Promise<void>
  readonly port: number
  /** Resolves when an administrator wants this process to end. */
  readonly drainOrdered: Promise<void>
  /** Takes no more clients, sends all away and stores what they gave. Resolves within the time that settings give. */
  drain(): Promise<void>
  /** Ends everything, drained or not. */
  close(): Promise<void>
}

/** Composes a sync server. Opens nothing before `listen`. */
export function createSyncServer(deps: NodeDeps): SyncServer {
  const { config } = deps
  const node = createNode(deps)
  let isDraining = false
  const http = createHttp(node, config, () => isDraining)
  let listener: ChangeListener | undefined
  let orderDrain: () => void = () => undefined
  const drainOrdered = new Promise<void>((resolve) => {
    orderDrain = resolve
  })
  return {
    drainOrdered,
    async listen() {
      http.listen(config.port, config.host)
      await once(http, 'listening')
      listener = listenForChanges(node, config, orderDrain)
      node.registry.start()
      node.relay.start()
    },
    get port() {
      return (http.address() as AddressInfo).port
    },
    async drain() {
      isDraining = true
      node.registry.drain()
      node.telemetry.drainStarted(node.connections.count)
      node.probes.endAll()
      node.telemetry.drainEnded(await drain({ ...node, drainMs: node.settings.drainMs }))
    },
    async close() {
      isDraining = true
      for (const connection of node.connections.all()) connection.end('goingAway')
      node.probes.endAll()
      node.watch.stop()
      node.relay.stop()
      await Promise.all([closeHttpServer(http), listener?.close(), node.store.close(), node.registry.stop()])
      await node.closeDatabases()
      await node.tracing.close()
    },
  }
}

function createHttp(node: SyncNode, config: Config, isDraining: () => boolean): Server {
  const { clock, wheel, telemetry, metrics, store, settings } = node
  const redis = () => (config.redisUrl === undefined ? 'absent' : node.relay.state === 'joined' ? 'up' : 'degraded')
  const readiness = createReadiness({ clock, redis, isDraining, probe: store.probe })
  const routes = { register: metrics.register, readiness }
  const entrance = {
    clock,
    wheel,
    isDraining,
    allowedOrigins: config.allowedOrigins,
    trustedProxies: config.trustedProxies,
    maxMessageBytes: settings.maxMessageBytes,
    maxHandshakeMs: settings.maxHandshakeMs,
    admit: (application: Application) =>
      traceAdmission(node.tracing, node.id, application, () => admit(node, application)),
    onAdmitted: createWelcome(node),
    onRefused: telemetry.clientRefused,
  }
  const answerVisit = createVisitDoors({
    ...entrance,
    visits: node.visits,
    decide: (application) => decide(entrance, application),
  })
  const answerProbe = createProbeDoors({ ...node, ...entrance })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const isAnswered = (await answerVisit(request, response)) || (await answerProbe(request, response))
    if (!isAnswered) await answerHttp(routes, request, response)
  }
  const http = createHttpServer(settings.maxHandshakeMs, answer, telemetry.requestFailed)
  return http.on('upgrade', createProbeUpgrade({ ...node, ...entrance }, createUpgradeHandler(entrance)))
}

function listenForChanges(node: SyncNode, { databaseUrl }: Config, orderDrain: () => void): ChangeListener {
  const { id, watch, rooms, telemetry } = node
  return createChangeListener({
    url: databaseUrl,
    onChange(change) {
      // Whoever comes when it is over finds the document as its rows are by then.
      if (change.kind === 'quarantine') rooms.find(change.documentId)?.end('damaged')
      if (change.kind !== 'drain') return watch.onChange(change)
      if (change.nodeId !== id) return
      telemetry.drainOrdered()
      orderDrain()
    },
    onUp() {
      telemetry.listenerUp()
      void watch.onListening()
    },
    onDown(cause) {
      telemetry.listenerDown(cause)
      watch.onDeaf()
    },
  })
}
