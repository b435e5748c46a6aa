// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Signatures a second on one core, by the JDK's cryptography and by the native one.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class SignatureBench {

  static final String CRYPTOGRAPHY = "cryptography";
  static final String JDK = "jdk";
  static final String NATIVE = "native";

  @Param({JDK, NATIVE})
  @SuppressWarnings("NullAway.Init")
  private String cryptography;

  @SuppressWarnings("NullAway.Init")
  private SignedStore store;

  @Setup
  public void prepare() {
    if (cryptography.equals(NATIVE) && !NativeCryptography.install().isNative()) {
      throw new IllegalStateException("there is no native cryptography here");
    }
    store = new SignedStore();
  }

  @Benchmark
  public Message sign() {
    return store.signed(store.message.contents());
  }

  @Benchmark
  public SignedSecurity.Author check() {
    return store.author(store.message);
  }

  /// Both ends of a request and its response on this core: each is signed, written, read and
  /// checked. The stored value brings its own signature, which is not counted here.
  @Benchmark
  public void transaction(Blackhole seen) {
    var profile = SignedStore.PROFILE;
    var request = profile.write(store.signed(profile.contents(store.request)));
    seen.consume(store.author(profile.message(request)));
    var stored = new Response.Answer.Stored(List.of(new KindGeneration(1, 1)));
    var response = profile.write(store.signed(profile.contents(stored)));
    seen.consume(store.author(profile.message(response)));
  }
}
