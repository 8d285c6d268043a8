import { type EditedFile, type FileChange, readForEdit } from '../../editing/edited-file.ts';
import { NOTHING_DONE } from '../../editing/json-undo.ts';
import { missingDirectories } from '../../editing/made-directories.ts';
import {
  type FileRecord,
  formatInstalledRecord,
  type InstalledRecord,
  type LinkRecord,
  type RecordFile,
} from './installed-record.ts';

/** A link that is to be made or removed. */
export interface LinkChange extends LinkRecord {
  readonly action: 'make' | 'remove';
}

/** All that a run of install or uninstall is to do. Nothing of it is done yet. */
export interface InstallPlan {
  readonly changes: readonly FileChange[];
  /** That of the record. */
  readonly record: FileChange;
  readonly links: readonly LinkChange[];
  /** Directories to be removed if nothing is left in them, the deepest first. */
  readonly directories: readonly string[];
  /** Lines about what is not done, and why. */
  readonly remarks: readonly string[];
}

interface DraftFile {
  readonly file: EditedFile;
  text: string | undefined;
  readonly notes: string[];
}

/**
 * A plan being put together. Whoever adds to it sees what those before have added, so that several can change one
 * file; files are read once, and none is written.
 */
export class InstallDraft {
  readonly #files = new Map<string, DraftFile>();
  readonly #links: LinkChange[] = [];
  readonly #remarks: string[] = [];
  readonly #recordFile: RecordFile;
  #record: InstalledRecord;

  constructor(recordFile: RecordFile) {
    this.#recordFile = recordFile;
    this.#record = recordFile.record;
  }

  /** What install has done, with what this draft adds. */
  get record(): InstalledRecord {
    return this.#record;
  }

  /** What will stand in the file; undefined where there will be none. @throws FILE_UNREADABLE, FILE_INVALID */
  textOf(path: string): string | undefined {
    return this.#fileAt(path).text;
  }

  /** What install has done to the file. */
  recordOf(path: string): FileRecord {
    return this.#record.files[path] ?? { ...NOTHING_DONE, blocks: [] };
  }

  /**
   * Has the file hold another text, or go where that is undefined.
   * @param done what install has done to it by then, for uninstall
   * @param note what the change is, to be read behind the file's name
   */
  change(path: string, text: string | undefined, done: FileRecord, note: string): void {
    const draft = this.#fileAt(path);
    draft.text = text;
    draft.notes.push(note);
    this.remember(path, done);
  }

  /** Corrects what install has done to the file, which itself stays. */
  remember(path: string, done: FileRecord): void {
    const { [path]: _, ...others } = this.#record.files;
    const isNothing = done.members.length === 0 && done.blocks.length === 0;
    this.#record = { ...this.#record, files: isNothing ? others : { ...others, [path]: done } };
  }

  /** Adds a link that is to be made or removed. */
  link(change: LinkChange): void {
    this.#links.push(change);
    const others = this.#record.links.filter(({ path }) => path !== change.path);
    const { action, ...made } = change;
    this.#record = { ...this.#record, links: action === 'make' ? [...others, made] : others };
  }

  /** Corrects that install has made a link: there is none any more, or it is somebody else's. */
  forgetLink(path: string): void {
    this.#record = { ...this.#record, links: this.#record.links.filter((link) => link.path !== path) };
  }

  /** Adds a line about something that is not done. */
  remark(line: string): void {
    this.#remarks.push(line);
  }

  plan(): InstallPlan {
    const changes = [...this.#files.values()].filter(({ file, text }) => file.text !== text);
    const before = this.#recordFile;
    const made = changes
      .filter(({ file, text }) => file.text === undefined && text !== undefined)
      .flatMap(({ file }) => missingDirectories(file.target));
    const record = this.#record;
    const isKept = formatInstalledRecord(record) !== undefined;
    const own = isKept && before.file.text === undefined ? missingDirectories(before.file.target) : [];
    const directories = [...new Set([...made, ...own, ...record.directories])];
    const isSame = formatInstalledRecord(record) === formatInstalledRecord(before.record);
    const text = isSame ? before.file.text : formatInstalledRecord({ ...record, directories });
    return {
      changes,
      record: { file: before.file, text, notes: ['remembers what uninstall has to undo'] },
      links: this.#links,
      directories,
      remarks: this.#remarks,
    };
  }

  #fileAt(path: string): DraftFile {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = readForEdit(path);
    const draft: DraftFile = { file, text: file.text, notes: [] };
    this.#files.set(path, draft);
    return draft;
  }
}
