// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.server;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.OverlaySchema;

/// What an enrolment server shows to everybody.
///
/// @param document the overlay's configuration, in XML and UTF-8
/// @param schema of such documents, in RELAX NG
public record Published(Bytes document, Bytes schema) {

  // EB-2.
  static final String DOCUMENT_PATH = "/p2psip/enroll";
  static final String SCHEMA_PATH = "/p2psip/enroll/schema";

  static final String DOCUMENT_TYPE = OverlayDocument.MEDIA_TYPE + "; charset=utf-8";
  static final String SCHEMA_TYPE = OverlaySchema.MEDIA_TYPE + "; charset=utf-8";

  public static Published of(OverlayDocument document) {
    return new Published(Bytes.owning(document.write()), Bytes.of(OverlaySchema.text()));
  }
}
