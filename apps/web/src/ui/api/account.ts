import { request } from './request.ts'
import type { SessionView } from './views.ts'

export type Credentials = { email: string; password: string }
export type Registration = Credentials & { name: string }

export function setUp(registration: Registration): Promise<{ document: { id: string } }> {
  return request('/api/v1/setup', { method: 'POST', body: registration })
}

export function signUp(registration: Registration): Promise<unknown> {
  return request('/api/auth/sign-up/email', { method: 'POST', body: registration })
}

export function signIn(credentials: Credentials): Promise<unknown> {
  return request('/api/auth/sign-in/email', { method: 'POST', body: credentials })
}

export function signOut(): Promise<unknown> {
  return request('/api/auth/sign-out', { method: 'POST' })
}

export function changeName(name: string): Promise<unknown> {
  return request('/api/v1/me', { method: 'PATCH', body: { name } })
}

/** Ends every other session. */
export function changePassword(passwords: { currentPassword: string; newPassword: string }): Promise<unknown> {
  return request('/api/v1/me/password', { method: 'PUT', body: passwords })
}

export async function fetchSessions(): Promise<SessionView[]> {
  const { items } = await request<{ items: SessionView[] }>('/api/v1/me/sessions')
  return items
}

export function revokeSession(id: string): Promise<void> {
  return request(`/api/v1/me/sessions/${id}`, { method: 'DELETE' })
}

export function revokeOtherSessions(): Promise<void> {
  return request('/api/v1/me/sessions', { method: 'DELETE' })
}
