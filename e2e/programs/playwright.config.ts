import { defineConfig } from '@playwright/test'
import pages from '../playwright.config.ts'

/** Tests that need proxies and clients which others wrote: `npm run test:programs`. */
export default defineConfig({ ...pages, testDir: '.', outputDir: '../../test-results/programs' })
