// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to read and write the messages of one PUT: part of every request the server
/// answers.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBench {

  private static final SignalRequest REQUEST =
      new SignalRequest.Mitigate(
          "dz6pHjaADkaFTbjr0JGBpw",
          1_000_000_000L,
          new MitigationRequest(
              new Scope(
                  List.of(Prefix.parse("2001:db8:6401::1/128"), Prefix.parse("198.51.100.0/24")),
                  List.of(new PortRange(80, 80), new PortRange(443, 443)),
                  List.of(6, 17),
                  List.of(),
                  List.of(),
                  List.of()),
              3600,
              true,
              Optional.empty()));
  private static final CoapMessage.Request REQUEST_MESSAGE =
      SignalCodec.writeRequest(REQUEST, false);
  private static final SignalResponse RESPONSE =
      SignalResponse.of(
          ResponseCode.CREATED,
          new SignalResponse.Body.Mitigations(
              List.of(MitigationStatus.granted(1_000_000_000L, 3600))));
  private static final CoapMessage.Response RESPONSE_MESSAGE = SignalCodec.writeResponse(RESPONSE);

  @Benchmark
  public SignalRequest readPut() {
    return SignalCodec.readRequest(REQUEST_MESSAGE);
  }

  @Benchmark
  public CoapMessage.Request writePut() {
    return SignalCodec.writeRequest(REQUEST, false);
  }

  @Benchmark
  public SignalResponse readCreated() {
    return SignalCodec.readResponse(REQUEST, RESPONSE_MESSAGE);
  }

  @Benchmark
  public CoapMessage.Response writeCreated() {
    return SignalCodec.writeResponse(RESPONSE);
  }
}
