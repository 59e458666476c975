import path from 'node:path'

const link = /\]\(\s*<?([^)\s>]+)>?[^)]*\)/g
const fence = /^ {0,3}(```|~~~)[^\n]*\n([\s\S]*?)^ {0,3}\1\s*$/gm
const codeSpan = /`([^`\n]+)`/g
const repositoryPath = /^(?:\.\/)?((?:apps|packages|e2e|bench|docs|\.ci|\.github)\/[\w@.*/[\]()-]*)$/
const command = /\b(npm|pnpm)((?:\s+(?:--filter|-F|-C|--dir)[\s=]\S+)?)\s+(run\s+)?([a-z][\w:-]*)/g

/** Commands of npm and pnpm themselves, which need no script. */
const builtIn = new Set([
  'install',
  'i',
  'ci',
  'exec',
  'add',
  'audit',
  'outdated',
  'update',
  'why',
  'dlx',
  'view',
  'version',
])

/** @type {import('../run-rules.mjs').Rule} */
export const documents = {
  name: 'documents',
  about: 'each path, link and command that a document names exists',
  find(tree) {
    const paths = new Set(tree.files.flatMap(withFolders))
    const scripts = readScripts(tree)
    return tree.files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const text = tree.read(file)
        const code = [...text.matchAll(fence), ...text.replaceAll(fence, '').matchAll(codeSpan)].map((match) =>
          match.at(-1),
        )
        const faults = [
          ...findDeadLinks(tree, file, text.replaceAll(fence, ''), paths),
          ...code.flatMap((span) => findDeadPaths(span, paths)),
          ...code.flatMap((span) => findDeadCommands(span, scripts)),
        ]
        return [...new Set(faults)].map((fault) => `${file}: ${fault}`)
      })
  },
}

function withFolders(file) {
  const parts = file.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Script names by workspace: the root's under `''`, a package's under its name and its folder. */
function readScripts(tree) {
  const manifests = tree.files.filter((file) => /^((apps|packages)\/[^/]+\/|e2e\/|bench\/)?package\.json$/.test(file))
  return new Map(
    manifests.flatMap((file) => {
      const { name, scripts = {} } = JSON.parse(tree.read(file))
      const own = new Set(Object.keys(scripts))
      const folder = file.slice(0, -'/package.json'.length)
      return file === 'package.json'
        ? [['', own]]
        : [
            [name, own],
            [folder, own],
          ]
    }),
  )
}

function findDeadLinks(tree, file, text, paths) {
  return [...text.matchAll(link)].flatMap(([, target = '']) => {
    if (/^[a-z][a-z+.-]*:/i.test(target)) return []
    const [address = '', anchor] = target.split('#')
    const linked =
      address === '' ? file : path.posix.normalize(path.posix.join(path.posix.dirname(file), decodeURI(address)))
    const found = linked.replace(/\/$/, '')
    if (!paths.has(found)) return [`links to ${target}, which is not there`]
    const lacksAnchor = anchor !== undefined && found.endsWith('.md') && !headingsOf(tree.read(found)).has(anchor)
    return lacksAnchor ? [`links to ${target}, a heading that is not there`] : []
  })
}

/** The anchors that GitHub gives to headings. */
function headingsOf(text) {
  const titles = [...text.replaceAll(fence, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title = '']) => title)
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  )
}

function findDeadPaths(span, paths) {
  return span.split(/[\s,;:|=]+/).flatMap((word) => {
    const named = repositoryPath.exec(word.replace(/[.)]+$/, ''))?.[1]?.replace(/\/$/, '')
    // NNNN stands for the number of a decision to come.
    if (named === undefined || named.includes('NNNN')) return []
    const exists = named.includes('*') ? [...paths].some((known) => toPattern(named).test(known)) : paths.has(named)
    return exists ? [] : [`names ${named}, which is not there`]
  })
}

function toPattern(glob) {
  const parts = glob.split('*').map((part) => part.replaceAll(/[.[\]()]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*').replaceAll('[^/]*[^/]*', '.*')}$`)
}

function findDeadCommands(span, scripts) {
  return [...span.matchAll(command)].flatMap(([text, , filter = '', run, name = '']) => {
    if (run === undefined && builtIn.has(name)) return []
    const workspace = filter.trim().split(/[\s=]+/)[1] ?? ''
    return scripts.get(workspace)?.has(name) ? [] : [`names the command ${text.trim()}, which is not there`]
  })
}
