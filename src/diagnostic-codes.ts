/**
 * What a diagnostic is about. A code keeps its meaning from version to version; `diagnostic-codes.md` explains each.
 */
export type DiagnosticCode =
  // Files and the command line.
  | "failed"
  | "invalid-binary"
  | "needs-loader"
  | "no-wit-files"
  | "no-wit-in-binary"
  | "no-wit-package"
  | "not-utf8"
  | "text-format"
  | "too-many-errors"
  | "unreadable-file"

  // Characters and words.
  | "forbidden-character"
  | "invalid-identifier"
  | "invalid-list-length"
  | "invalid-string-character"
  | "invalid-string-escape"
  | "invalid-version"
  | "unexpected-character"
  | "unterminated-comment"
  | "unterminated-string"

  // Grammar.
  | "misplaced-attribute"
  | "misplaced-nested-package"
  | "misplaced-package-header"
  | "nesting-too-deep"
  | "unexpected-end-of-file"
  | "unexpected-token"
  | "unknown-attribute"

  // Packages.
  | "duplicate-package"
  | "duplicate-package-docs"
  | "missing-package"
  | "missing-package-header"
  | "package-cycle"
  | "package-mismatch"
  | "package-name-mismatch"

  // Names.
  | "case-clash"
  | "duplicate-constructor"
  | "duplicate-item"
  | "duplicate-name"
  | "duplicate-param"
  | "duplicate-world-item"
  | "function-as-type"
  | "hidden-definition"
  | "item-cycle"
  | "type-cycle"
  | "unknown-foreign-item"
  | "unknown-item"
  | "unknown-member"
  | "unknown-type"
  | "use-of-function"
  | "wrong-item-kind"

  // Types and functions.
  | "borrow-in-result"
  | "constructor-result"
  | "empty-type"
  | "handle-of-no-resource"
  | "invalid-map-key"

  // Worlds.
  | "include-clash"
  | "incompatible-export"
  | "stability-mismatch"
  | "unknown-include-name"
  | "worlds-too-large"

  // Gates.
  | "conflicting-attributes"
  | "duplicate-attribute"
  | "gate-without-version"
  | "hidden-by-gate"
  | "lone-deprecated"
  | "unreleased-version"

  // Component types.
  | "fixed-length"
  | "name-clash"
  | "stream-of-char"
  | "too-many-flags"
  | "too-many-members"
  | "type-too-large"

  // Choosing a world.
  | "ambiguous-world"
  | "invalid-world-name"
  | "no-world"
  | "unknown-package"
  | "unknown-world"

  // Output.
  | "output-conflict"
  | "output-file-changed"
  | "output-file-exists"
  | "output-manifest-unreadable"
  | "output-not-a-directory"
  | "output-not-writable"
  | "output-of-other-source";
