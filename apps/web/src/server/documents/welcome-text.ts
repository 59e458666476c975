/** In a module, because the bundler gives out addresses instead of the paths of other files. */
export const welcomeMarkdown = `# Welcome to Duplex

This is a document like any other. Write in it, break it, throw it away: it is yours.

## Two people, one page

Open this document in a second browser, or invite somebody with **Share**, and type at the same time. You see the other
person's caret with their name, and each of you can undo only your own changes. Nobody locks a paragraph and nobody
has to reload.

People you invite need an account here. Each has one role in the document:

| Role | Reads | Writes | Invites and removes |
| --- | --- | --- | --- |
| Owner | yes | yes | yes |
| Editor | yes | yes | no |
| Commenter | yes | no | no |
| Viewer | yes | no | no |

A change of role counts at once, also for a page that is open at that moment.

## What the word at the top means

Three different things can be true of what you just typed, and the status at the top of the page says which:

1. *On this device*: it is kept in this browser. Closing the tab does not lose it.
2. *Received*: the server has it, and is about to write it down.
3. *Stored*: it is committed to the database. From here on a crash of the server cannot lose it, and only now do others
   see it.

The status comes from the server's own acknowledgement. A working connection alone never makes it say *Stored*.

## Without a connection

Go on writing. Changes wait in this browser, also over a reload, and are sent when the connection is back. If somebody
wrote in the meantime, both texts are there, once each. Try it:

- [ ] turn the network off
- [ ] write a line here
- [ ] reload the page, then turn the network on again

## On the keyboard

Type these at the start of a line, followed by a space:

- \`#\`, \`##\`, \`###\` for headings
- \`-\` or \`1.\` for lists, \`[ ]\` for tasks
- \`>\` for a quote, and three backticks for code

\`/\` opens a menu of everything else. \`Ctrl B\`, \`Ctrl I\` and \`Ctrl Z\` do what they do everywhere; on a Mac it is \`⌘\`.

## Out again

What you write belongs to you and leaves whenever you like. Every document comes as Markdown, HTML, JSON or plain text:

\`\`\`bash
curl -H "Authorization: Bearer $TOKEN" \\
  "http://localhost:3000/api/v1/documents/$ID/content?format=markdown"
\`\`\`

Markdown files come in the same way. The whole REST API is described at \`/api/docs\` of this address.

> The trash keeps what you delete until you delete it there. Only the owner sees it.
`
