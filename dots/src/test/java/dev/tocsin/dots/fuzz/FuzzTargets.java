// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.fuzz;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.io.control.ControlCommands;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.RandomMessages;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.Vectors;
import dev.tocsin.dots.wire.cbor.DotsJson;
import dev.tocsin.dots.wire.codec.SignalCodec;
import dev.tocsin.dots.wire.tcp.TcpFrame;
import dev.tocsin.dots.wire.tcp.TcpFrames;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every decoder that meets bytes from outside. A new one gets a line in {@link #all}.
final class FuzzTargets {

  private static final int SAMPLES = 300;
  private static final int FRAME_BYTES_MAX = 65_536;

  private FuzzTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget("signal request", requests(), FuzzTargets::request),
        new FuzzTarget("signal response", responses(), FuzzTargets::response),
        new FuzzTarget("signal path", paths(), FuzzTargets::path),
        new FuzzTarget("dots+cbor to JSON", figures(), FuzzTargets::cborToJson),
        new FuzzTarget("JSON to dots+cbor", json(), FuzzTargets::jsonToCbor),
        new FuzzTarget("CBOR item", figures(), FuzzTargets::cborItem),
        new FuzzTarget("prefix", prefixes(), FuzzTargets::prefix),
        new FuzzTarget("TCP frames", frames(), FuzzTargets::tcpFrames),
        new FuzzTarget("control line", controlLines(), FuzzTargets::controlLine),
        new FuzzTarget("data request", DataTargets.requests(), DataTargets::request),
        new FuzzTarget("data answer", DataTargets.answers(), DataTargets::answer));
  }

  // Requests: a byte that chooses the resource, then the body.

  private static final List<List<String>> RESOURCES =
      List.of(
          List.of(".well-known", "dots", "mitigate", "cuid=a", "mid=1"),
          List.of(".well-known", "dots", "mitigate", "cuid=a", "mid=1"),
          List.of(".well-known", "dots", "config", "sid=1"),
          List.of(".well-known", "dots", "hb"));

  private static List<byte[]> requests() {
    var messages = new RandomMessages(new SplittableRandom(1));
    return Stream.generate(messages::request)
        .filter(request -> SignalCodec.payloadBytes(request) > 0)
        .limit(SAMPLES)
        .map(request -> prepend(resource(request), SignalCodec.writeRequest(request, false)))
        .toList();
  }

  private static int resource(SignalRequest request) {
    return switch (request) {
      case SignalRequest.UpdateEfficacy _ -> 1;
      case SignalRequest.Configure _ -> 2;
      case SignalRequest.Heartbeat _ -> 3;
      default -> 0;
    };
  }

  private static void request(byte[] input) {
    int resource = input.length == 0 ? 0 : input[0] & 3;
    var message =
        new CoapMessage.Request(
            Method.PUT,
            RESOURCES.get(resource),
            List.of(),
            OptionalInt.of(271),
            OptionalInt.empty(),
            resource == 1,
            false,
            tail(input));
    readAndCheck(message);
  }

  // Responses: a byte that chooses what was asked, one for the code, then the body.

  private static final List<SignalRequest> ASKED =
      List.of(
          new SignalRequest.Withdraw("a", 1),
          new SignalRequest.Retrieve(
              "a", OptionalLong.of(1), ContentFilter.ALL, SignalRequest.Observe.NO),
          new SignalRequest.RetrieveConfig(OptionalLong.empty(), SignalRequest.Observe.NO));

  private static final List<ResponseCode> CODES =
      List.of(
          ResponseCode.CONTENT,
          ResponseCode.CONFLICT,
          ResponseCode.SERVICE_UNAVAILABLE,
          ResponseCode.BAD_REQUEST);

  private static List<byte[]> responses() {
    var messages = new RandomMessages(new SplittableRandom(2));
    var samples = new ArrayList<byte[]>();
    while (samples.size() < SAMPLES) {
      int asked = samples.size() % ASKED.size();
      var message = SignalCodec.writeResponse(messages.response(ASKED.get(asked)));
      int code = CODES.indexOf(message.code());
      var body = new byte[message.payload().length + 1];
      body[0] = (byte) (asked << 2 | code);
      System.arraycopy(message.payload(), 0, body, 1, message.payload().length);
      samples.add(body);
    }
    return samples;
  }

  private static void response(byte[] input) {
    int choice = input.length == 0 ? 0 : input[0] & 0xff;
    var code = CODES.get(choice & 3);
    var asked = ASKED.get((choice >> 2) % ASKED.size());
    var format = code == ResponseCode.BAD_REQUEST ? OptionalInt.empty() : OptionalInt.of(271);
    var message = new CoapMessage.Response(code, format, OptionalLong.empty(), tail(input));
    Objects.requireNonNull(SignalCodec.readResponse(asked, message));
  }

  // Paths: segments between line ends; those with a question mark are queries.

  private static List<byte[]> paths() {
    var messages = new RandomMessages(new SplittableRandom(3));
    return Stream.generate(messages::request)
        .filter(request -> SignalCodec.payloadBytes(request) == 0)
        .limit(SAMPLES)
        .map(request -> SignalCodec.writeRequest(request, false))
        .map(
            message ->
                message.method().name().charAt(0)
                    + String.join("\n", message.uriPath())
                    + message.uriQuery().stream().map("\n?"::concat).reduce("", String::concat))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void path(byte[] input) {
    var text = new String(input, StandardCharsets.UTF_8);
    if (text.isEmpty()) throw new WireException("no method");
    var method =
        switch (text.charAt(0)) {
          case 'G' -> Method.GET;
          case 'D' -> Method.DELETE;
          case 'P' -> Method.PUT;
          default -> Method.OTHER;
        };
    var segments = List.of(text.substring(1).split("\n", -1));
    var message =
        new CoapMessage.Request(
            method,
            segments.stream().filter(segment -> !segment.startsWith("?")).toList(),
            segments.stream().filter(s -> s.startsWith("?")).map(s -> s.substring(1)).toList(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            false,
            new byte[0]);
    readAndCheck(message);
  }

  /// A refused request has a code to be answered with; an accepted one reads back as itself.
  private static void readAndCheck(CoapMessage.Request message) {
    SignalRequest request;
    try {
      request = SignalCodec.readRequest(message);
    } catch (RefusedException e) {
      throw e;
    } catch (WireException e) {
      throw new AssertionError("refused without a code", e);
    }
    expectEqual(SignalCodec.readRequest(SignalCodec.writeRequest(request, false)), request);
  }

  private static List<byte[]> figures() {
    return Stream.of("rfc9132", "rfc9133", "rfc9244")
        .flatMap(rfc -> Vectors.of(rfc).stream())
        .map(Vectors.Vector::cbor)
        .toList();
  }

  private static void cborToJson(byte[] input) {
    var json = DotsJson.toJson(input);
    expectEqual(DotsJson.toJson(DotsJson.toCbor(json)), json);
  }

  private static List<byte[]> json() {
    return Stream.of("rfc9132", "rfc9133", "rfc9244")
        .flatMap(rfc -> Vectors.of(rfc).stream())
        .map(vector -> vector.json().replaceAll("\\s+", ""))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void jsonToCbor(byte[] input) {
    byte[] cbor = DotsJson.toCbor(DotsJson.parse(new String(input, StandardCharsets.UTF_8)));
    DotsJson.toJson(cbor);
  }

  private static void cborItem(byte[] input) {
    var in = new CborReader(input);
    in.skip();
    in.end();
  }

  private static List<byte[]> prefixes() {
    var messages = new RandomMessages(new SplittableRandom(4));
    return Stream.generate(messages::prefix)
        .limit(SAMPLES)
        .map(prefix -> prefix.toString().getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void prefix(byte[] input) {
    Prefix prefix;
    try {
      prefix = Prefix.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new WireException("refused", e);
    }
    expectEqual(Prefix.parse(prefix.toString()), prefix);
  }

  private static List<byte[]> frames() {
    var messages = new RandomMessages(new SplittableRandom(5));
    return Stream.generate(messages::request)
        .limit(SAMPLES)
        .map(request -> SignalCodec.writeRequest(request, false).payload())
        .map(body -> TcpFrame.write(3, new byte[] {1, 2, 3}, body))
        .toList();
  }

  /// Where the bytes are cut does not change what they are.
  private static void tcpFrames(byte[] input) {
    var whole = new TcpFrames(FRAME_BYTES_MAX).feed(input, 0, input.length);
    var cut = new TcpFrames(FRAME_BYTES_MAX);
    int half = input.length / 2;
    int count = cut.feed(input, 0, half).size() + cut.feed(input, half, input.length - half).size();
    if (count != whole.size())
      throw new AssertionError(count + " frames instead of " + whole.size());
  }

  private static List<byte[]> controlLines() {
    return Stream.of(
            new ClientCommand.Mitigate(
                "web",
                new MitigationRequest(
                    Scope.of(Prefix.parse("192.0.2.0/24")), 60, true, Optional.empty())),
            new ClientCommand.Adjust("web", Optional.empty(), OptionalLong.of(1)),
            new ClientCommand.Efficacy("web", AttackStatus.UNDER_ATTACK),
            new ClientCommand.Withdraw("web"),
            new ClientCommand.Configure(Optional.empty()))
        .map(command -> ControlCommands.write(command).toString().getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void controlLine(byte[] input) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(new String(input, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new WireException("not JSON", e);
    }
    if (ControlCommands.read(json) instanceof ControlCommands.Order.Command(var command)) {
      expectEqual(
          ControlCommands.read(ControlCommands.write(command)),
          new ControlCommands.Order.Command(command));
    }
  }

  private static byte[] prepend(int first, CoapMessage.Request message) {
    var bytes = new byte[message.payload().length + 1];
    bytes[0] = (byte) first;
    System.arraycopy(message.payload(), 0, bytes, 1, message.payload().length);
    return bytes;
  }

  private static byte[] tail(byte[] input) {
    return input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
  }

  private static void expectEqual(Object again, Object first) {
    if (!again.equals(first)) throw new AssertionError("read " + first + ", then " + again);
  }
}
