/** What the command's exit status says: nothing to do, something failed, changes are recommended. */
export const EXIT = { nothingToDo: 0, failed: 1, changesRecommended: 2 } as const;
