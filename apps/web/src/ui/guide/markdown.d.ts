/** The text of a Markdown file, put into the bundle by the build (`turbopack.rules` of next.config.ts). */
declare module '*.md' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: what the bundler gives a text file
  export default text
}
