// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.fuzz;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.RandomData;
import dev.tocsin.dots.wire.data.json.DataAnswerCodec;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// The data channel's requests and answers: lines with method and URI, then the body.
final class DataTargets {

  private static final int SAMPLES = 300;
  private static final DataPath PATHS = new DataPath(DataPath.DEFAULT_ROOT);
  private static final DataRequestCodec REQUESTS = new DataRequestCodec(PATHS, DataLimits.REQUEST);
  private static final DataAnswerCodec ANSWERS = new DataAnswerCodec(PATHS, DataLimits.ANSWER);

  private DataTargets() {}

  static List<byte[]> requests() {
    var data = new RandomData(new SplittableRandom(6));
    return Stream.generate(data::request)
        .limit(SAMPLES)
        .flatMap(DataTargets::samples)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// What replaces something can be a patch of it, too.
  private static Stream<String> samples(DataRequest request) {
    var uri = request.uri(PATHS);
    var body = new String(REQUESTS.writeBody(request), StandardCharsets.UTF_8);
    var sample = request.method() + "\n" + uri + "\n" + body;
    return request instanceof DataRequest.Replace
        ? Stream.of(sample, "PATCH\n" + uri.replaceFirst("\\?.*", "") + "\n" + body)
        : Stream.of(sample);
  }

  /// A refused request has an answer with a reason; an accepted one reads back as itself.
  static void request(byte[] input) {
    var text = new String(input, StandardCharsets.ISO_8859_1).split("\n", 3);
    if (text.length < 3 || text[0].equals("OPTIONS")) throw new WireException("no request");
    var body = text[2].getBytes(StandardCharsets.ISO_8859_1);
    DataRequest request;
    try {
      request = read(text[0], text[1], body);
    } catch (DataRefusedException e) {
      check(e.answer());
      throw e;
    }
    var again = read(request.method().name(), request.uri(PATHS), REQUESTS.writeBody(request));
    if (!again.equals(request)) throw new AssertionError("read " + request + ", then " + again);
    if (request instanceof DataRequest.Merge(var target, var patch)) merge(target, patch);
  }

  /// What comes of a patch is whole, or is refused with a reason.
  private static void merge(DataTarget.OfClient target, DataRequest.Patch patch) {
    DataBody standing;
    try {
      standing = new RandomData(new SplittableRandom(8)).answer(target);
    } catch (IllegalArgumentException e) {
      // Nothing of that name can stand.
      return;
    }
    try {
      var merged =
          REQUESTS.writeBody(
              new DataRequest.Replace(target, patch.onto(standing), Optional.empty()));
      if (merged.length == 0) throw new AssertionError("nothing came of " + patch);
    } catch (DataRefusedException e) {
      check(e.answer());
    }
  }

  private static DataRequest read(String method, String uri, byte[] body) {
    var parts = uri.split("\\?", 2);
    var query = parts.length == 1 ? Optional.<String>empty() : Optional.of(parts[1]);
    return REQUESTS.read(method, parts[0], query, body);
  }

  private static void check(DataAnswer.Refused refused) {
    var asked = new DataRequest.Delete(new DataTarget.Root());
    var body = ANSWERS.writeBody(refused);
    var again = ANSWERS.read(asked, refused.status(), Optional.empty(), body);
    if (!again.equals(refused)) throw new AssertionError("told " + refused + " as " + again);
  }

  /// A line with what was asked for, then the body.
  static List<byte[]> answers() {
    var data = new RandomData(new SplittableRandom(7));
    return Stream.generate(() -> data.target("a"))
        .limit(SAMPLES)
        .map(
            target ->
                PATHS.write(target)
                    + "\n"
                    + new String(
                        ANSWERS.writeBody(
                            new DataAnswer.Content(data.answer(target), ContentFilter.ALL)),
                        StandardCharsets.UTF_8))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  static void answer(byte[] input) {
    var text = new String(input, StandardCharsets.ISO_8859_1).split("\n", 2);
    if (text.length < 2) throw new WireException("no answer");
    var target = PATHS.read(text[0]);
    var body = text[1].getBytes(StandardCharsets.ISO_8859_1);
    var all = new DataRequest.Retrieve(target, ContentFilter.ALL);
    var state = new DataRequest.Retrieve(target, ContentFilter.NON_CONFIG);
    var answer = ANSWERS.read(all, 200, Optional.empty(), body);
    var again = ANSWERS.read(all, 200, Optional.empty(), ANSWERS.writeBody(answer));
    if (!again.equals(answer)) throw new AssertionError("read " + answer + ", then " + again);
    ANSWERS.read(state, 200, Optional.empty(), body);
  }
}
