/**
 * Version of the document schema (the nodes and marks of `packages/editor`). A page built for an older version
 * would delete what it cannot draw, so it is refused before it syncs. Raised by one with every change to the schema;
 * a test in `packages/editor` fails when the schema changes and this number does not.
 */
export const schemaVersion = 1

/** Of the schema that `schemaVersion` names; changes only together with it. */
export const schemaFingerprint = '2eaec6abc71288ae'
