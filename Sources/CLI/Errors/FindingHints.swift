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
            "'at1 fsck --repair' gets back what can be had; for the rest, add the file again from where it came"
        case .limitExceeded:
            "at1 makes no such object: do not check it out, and remove the refs that lead to it"
        case .parityDamaged: "'at1 fsck --repair' writes it again"
        case .refDamaged: "set it again from the log: 'at1 reflog' shows where it was"
        case .headDamaged: "write 'ref: refs/heads/main' into the file HEAD of the store"
        case .indexDamaged: "remove the file index of the store, then 'at1 reset'"
        case .logDamaged:
            "take the damaged line out of the file, or move the ref once where its log has none; refs do not depend on logs"
        case .pendingDamaged:
            "see with 'at1 status' whether files are as they should be, then remove the file pending of the store"
        case .linkMalformed: "no file can be made of it: make the link again, and commit that"
        case .tagRenamed: "believe the name that is in the tag, and make the ref again under it"
        case .movesDamaged:
            "compare the refs with 'at1 reflog', then remove the file moves of the store"
        case .recipeRefused: "use the at1 that made the recipe, or one that knows its generator"
        case .computationFailed:
            "'at1 explain' says how the files are made; run the command by hand to see why it fails"
        case .computationDiffers:
            "the program does not give what it gave: keep another copy of the files, or record them again with 'at1 update'"
        case .signatureBad: "believe nothing that it says, and ask its signer for the true one"
        case .refNotSigned: "sign it with 'at1 tag -s', or trust its signer with 'at1 key trust'"
        case .sessionNotSigned:
            "get its signer's public key from somewhere you trust, and trust it with 'at1 key trust'"
        case .evidenceUnsound:
            "get the true file from where it came and add it again; one that is no evidence needs another form to say so"
        case .recipeDiffers: "the recipe does not give what it says: keep another copy of the file, and report this"
        }
    }
}
