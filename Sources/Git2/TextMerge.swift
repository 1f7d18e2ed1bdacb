internal import CGit2

/// A three-way merge of texts by libgit2, line by line.
package enum TextMerge {
    /// How a conflict is written into the text.
    package enum Style: String, Hashable, Sendable {
        /// Ours and theirs.
        case merge
        /// Ours, the base and theirs.
        case diff3
    }

    /// What the three sides are called after the conflict markers.
    package struct Labels: Hashable, Sendable {
        package var base: String
        package var ours: String
        package var theirs: String

        package init(base: String, ours: String, theirs: String) {
            self.base = base
            self.ours = ours
            self.theirs = theirs
        }
    }

    /// Merges two texts that come from `base`, which is empty if they have no common ancestor.
    ///
    /// - Parameter markerLength: the number of `<` in a marker: git's 7, unless the result serves as a merge base.
    /// - Returns: the text, with markers around the lines that both sides changed, and whether there are no such lines.
    package static func merge(
        base: [UInt8], ours: [UInt8], theirs: [UInt8], labels: Labels, style: Style = .merge, markerLength: Int = 7
    ) throws(GitError) -> (text: [UInt8], isClean: Bool) {
        let git = try git2()
        var options = git_merge_file_options()
        try git.check(git.merge_file_options_init(&options, UInt32(GIT_MERGE_FILE_OPTIONS_VERSION)))
        options.flags = style == .diff3 ? GIT_MERGE_FILE_STYLE_DIFF3.rawValue : GIT_MERGE_FILE_STYLE_MERGE.rawValue
        options.marker_size = UInt16(clamping: markerLength)
        var result = git_merge_file_result()
        let code = withInput(base) { base in
            withInput(ours) { ours in
                withInput(theirs) { theirs in
                    labels.base.withCString { baseLabel in
                        labels.ours.withCString { ourLabel in
                            labels.theirs.withCString { theirLabel in
                                options.ancestor_label = baseLabel
                                options.our_label = ourLabel
                                options.their_label = theirLabel
                                return git.merge_file(&result, base, ours, theirs, &options)
                            }
                        }
                    }
                }
            }
        }
        defer { git.merge_file_result_free(&result) }
        try git.check(code)
        let bytes = UnsafeRawBufferPointer(start: result.ptr, count: result.len)
        return (Array(bytes), result.automergeable != 0)
    }

    private static func withInput(
        _ bytes: [UInt8], _ body: (UnsafePointer<git_merge_file_input>) -> Int32
    ) -> Int32 {
        // libgit2 reads a pointer even where there are no bytes.
        (bytes + [0]).withUnsafeBytes { buffer in
            var input = git_merge_file_input()
            input.version = UInt32(GIT_MERGE_FILE_INPUT_VERSION)
            input.ptr = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            input.size = bytes.count
            return body(&input)
        }
    }
}
