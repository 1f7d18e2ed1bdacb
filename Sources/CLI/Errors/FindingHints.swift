import Objects
import Store

extension Finding {
    /// What to do about it.
    var hint: String {
        switch code {
        case .objectMissing where kind == .commit || kind == .tag:
            "'at1 fsck --repair' looks for it elsewhere; otherwise 'at1 reflog' shows commits to set the ref to"
        case .packDamaged, .frameDamaged, .objectDamaged, .objectMalformed, .objectMissing, .kindMismatch,
            .contentDiffers:
            "'at1 fsck --repair' recovers what it can; for the rest, add the file again from its source"
        case .limitExceeded:
            "at1 makes no such object: do not check it out, and remove the refs that lead to it"
        case .packIndexDamaged: "it is a cache: 'at1 fsck --repair' removes it"
        case .parityDamaged: "'at1 fsck --repair' writes it again"
        case .refDamaged: "set it again from the log: 'at1 reflog' shows where it was"
        case .headDamaged: "write 'ref: refs/heads/main' into the file HEAD of the store"
        case .indexDamaged: "remove the file index of the store, then 'at1 reset'"
        case .logDamaged:
            "remove the damaged line from the file, or move the ref once where its log has none; refs do not depend on logs"
        case .pendingDamaged:
            "see with 'at1 status' whether files are as they should be, then remove the file pending of the store"
        case .linkMalformed: "it cannot be checked out: create the link again, and commit it"
        case .tagRenamed: "trust the name in the tag, and create the ref again under it"
        case .movesDamaged:
            "compare the refs with 'at1 reflog', then remove the file moves of the store"
        case .recipeRefused: "use the at1 that made the recipe, or one that knows its generator"
        case .computationFailed:
            "'at1 explain' says how the files are made; run the command by hand to see why it fails"
        case .computationDiffers:
            "the program no longer gives the same files: keep another copy of the files, or record them again with 'at1 update'"
        case .signatureBad: "do not trust it, and ask its signer for the original"
        case .refNotSigned: "sign it with 'at1 tag -s', or trust its signer with 'at1 key trust'"
        case .sessionNotSigned:
            "get its signer's public key from somewhere you trust, and trust it with 'at1 key trust'"
        case .evidenceUnsound:
            "get the original file from its source and add it again; a file that is not evidence must not look like it"
        case .recipeDiffers: "the recipe does not give what it states: keep another copy of the file, and report this"
        }
    }
}
