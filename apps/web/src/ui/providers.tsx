'use client'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { isApiError } from './api/api-error.ts'
import { resolveCssVariables } from './theme/css-variables.ts'
import { theme } from './theme/theme.ts'

/** How long an answer counts as fresh. */
const freshMs = 15_000
const maxRetries = 2

/** `nonce`: Mantine's style elements carry it past the content security policy. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={resolveCssVariables}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      <Notifications position="bottom-center" zIndex={1000} />
    </MantineProvider>
  )
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: freshMs,
        // A refusal stays one however often it is asked; only what may pass is asked again.
        retry: (failures, error) =>
          failures < maxRetries && !(isApiError(error) && error.status >= 400 && error.status < 500),
      },
    },
  })
}
