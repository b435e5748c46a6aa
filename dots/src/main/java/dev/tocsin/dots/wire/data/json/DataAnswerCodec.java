// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/// Answers of the data channel between HTTP and values. A client reads them tolerantly: members
/// that it does not know are left aside.
public final class DataAnswerCodec {

  private final DataPath paths;
  private final DataLimits limits;
  private final BodyReader bodies;

  public DataAnswerCodec(DataPath paths, DataLimits limits) {
    this.paths = paths;
    this.limits = limits;
    this.bodies = new BodyReader(limits, Strictness.ANSWER);
  }

  /// Goes with {@link DataAnswer#status}; empty with 201 and 204.
  public byte[] writeBody(DataAnswer answer) {
    return switch (answer) {
      case DataAnswer.Content(var body, var content) -> JsonOutput.bytes(body, content);
      case DataAnswer.Refused(_, var errors) -> JsonOutput.errors(errors);
      case DataAnswer.Created _, DataAnswer.NoContent _ -> new byte[0];
    };
  }

  /// The same for content of any size, as it is made; closes the stream behind it.
  public void writeTo(DataAnswer.Content answer, OutputStream to) {
    JsonOutput.write(answer.body(), answer.content(), to);
  }

  /// The value of `Location`: where the new resource is.
  public Optional<String> location(DataAnswer answer) {
    return answer instanceof DataAnswer.Created(var target)
        ? Optional.of(paths.write(target))
        : Optional.empty();
  }

  /// @param asked what this answers
  /// @param location the header, if there is one
  /// @throws WireException if this is no answer to it
  public DataAnswer read(DataRequest asked, int status, Optional<String> location, byte[] body) {
    if (status == 200 && asked instanceof DataRequest.Retrieve(var target, var content)) {
      return new DataAnswer.Content(content(target, content, body), content);
    }
    return switch (status) {
      case 201 -> new DataAnswer.Created(location.flatMap(this::target).orElse(asked.target()));
      case 200, 204 -> DataAnswer.NO_CONTENT;
      default -> {
        if (status < 400 || status > 599) throw new WireException("unexpected status " + status);
        yield new DataAnswer.Refused(status, errors(status, body));
      }
    };
  }

  private DataBody content(DataTarget target, ContentFilter content, byte[] body) {
    var json = JsonText.parse(body, limits.bytesMax());
    return switch (target) {
      case DataTarget.Root _ -> bodies.root(json);
      case DataTarget.Capabilities _ -> bodies.capabilities(json);
      case DataTarget.OfClient of ->
          content == ContentFilter.NON_CONFIG
              ? new StateReader(limits).read(of, json)
              : bodies.whole(of, json);
    };
  }

  // RFC 8040 §4.4.1: an absolute URI or a path; another host's is of no use here.
  private Optional<DataTarget> target(String location) {
    int scheme = location.indexOf("://");
    int path = scheme < 0 ? 0 : location.indexOf('/', scheme + 3);
    try {
      return path < 0 ? Optional.empty() : Optional.of(paths.read(location.substring(path)));
    } catch (DataRefusedException e) {
      return Optional.empty();
    }
  }

  private List<DataError> errors(int status, byte[] body) {
    List<DataError> errors = List.of();
    try {
      errors = ErrorsJson.read(JsonText.parse(body, limits.bytesMax()));
    } catch (DataRefusedException e) {
      // A proxy's page, or nothing at all: the status says what there is to say.
    }
    return errors.isEmpty()
        ? List.of(DataError.of(ErrorTag.OPERATION_FAILED, "status " + status + " without a reason"))
        : errors;
  }
}
