// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.dots.wire.ContentFilter;
import java.util.List;

/// What a server answers.
public sealed interface DataAnswer {

  NoContent NO_CONTENT = new NoContent();

  int status();

  /// 200 with what was asked for.
  record Content(DataBody body, ContentFilter content) implements DataAnswer {
    @Override
    public int status() {
      return 200;
    }
  }

  /// 201 with the place of what is new (RFC 8040 §4.4.1, `Location`).
  record Created(DataTarget location) implements DataAnswer {
    @Override
    public int status() {
      return 201;
    }
  }

  /// 204: replaced or deleted.
  record NoContent() implements DataAnswer {
    @Override
    public int status() {
      return 204;
    }
  }

  /// 4xx or 5xx with the reasons.
  record Refused(int status, List<DataError> errors) implements DataAnswer {
    public Refused {
      if (status < 400 || status > 599) throw new IllegalArgumentException("status " + status);
      errors = List.copyOf(errors);
    }
  }

  static Refused refused(DataError error, int status) {
    return new Refused(status, List.of(error));
  }

  static Refused refused(ErrorTag tag, DataTarget target, String message) {
    return new Refused(tag.status(), List.of(DataError.at(target.instance(), tag, message)));
  }

  /// RFC 8040 §4.3: what does not exist is 404 with `invalid-value`.
  static Refused notFound(DataTarget target, String message) {
    return new Refused(
        404, List.of(DataError.at(target.instance(), ErrorTag.INVALID_VALUE, message)));
  }
}
