/**
 * The standard text of a licence, for packages that declare it but carry no
 * copy.
 */
import { Stop } from "./steps.mjs";

/** How the full text of the Apache License begins. */
export const APACHE = /^\s*Apache License\s+Version 2\.0, January 2004/;

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** @param {string} repository */
const mpl = (
  repository,
) => `This package is subject to the terms of the Mozilla Public License, v. 2.0,
which is at https://mozilla.org/MPL/2.0/. It is used unchanged; its source code
is at ${repository}.`;

/**
 * Where a package leaves the choice, MIT is chosen.
 * @param {import("./notices.mjs").Part} part
 * @param {() => string | undefined} apache finds the Apache License's text
 */
export function standardText(
  { name, version, license, authors, repository },
  apache,
) {
  const people = authors
    .map((author) => author.replace(/\s*<[^>]*>/, ""))
    .join(", ");
  const holder = `Copyright (c) ${people || `the authors of ${name}`}`;
  if (/\bMIT\b/.test(license)) return `${holder}\n\n${MIT}`;
  if (/\bMPL-2\.0\b/.test(license)) return `${holder}\n\n${mpl(repository)}`;
  const text = /\bApache-2\.0\b/.test(license) ? apache() : undefined;
  if (text) return `${holder}\n\n${text}`;
  throw new Stop(
    `${name} ${version} carries no licence file, and no text is known here for "${license}": add it to scripts/licences.mjs.`,
  );
}
