// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import dev.tocsin.base.bytes.WireException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {

  private static final int ROUNDS = 50_000;

  /// Duplicate keys are the caller's business here, so the other one must not stop at them.
  private static final CBOREncodeOptions LENIENT =
      new CBOREncodeOptions("allowduplicatekeys=true;resolvereferences=false");

  /// RFC 8949 Appendix A.
  @ParameterizedTest
  @CsvSource({
    "00,0",
    "0a,10",
    "17,23",
    "1818,24",
    "1864,100",
    "1903e8,1000",
    "1a000f4240,1000000",
    "1b000000e8d4a51000,1000000000000",
    "20,-1",
    "29,-10",
    "3863,-100",
    "3903e7,-1000",
    "1800,0",
    "1b0000000000000001,1"
  })
  void readsIntegersOfAnyWidth(String hex, long value) {
    assertThat(reader(hex).integer()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "f90000,0.0",
    "f93c00,1.0",
    "f97bff,65504.0",
    "fa47c35000,100000.0",
    "fb3ff199999999999a,1.1",
    "f90001,5.960464477539063e-8"
  })
  void readsFloatsOfAnyWidth(String hex, double value) {
    assertThat(reader(hex).floating()).isEqualTo(value);
  }

  @Test
  void readsTheLargest64BitNumbers() {
    assertThat(reader("1bffffffffffffffff").unsigned64()).isEqualTo(-1L);
    assertThat(reader("3b7fffffffffffffff").integer()).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> reader("1bffffffffffffffff").unsigned(Long.MAX_VALUE))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("found 18446744073709551615");
    assertThatThrownBy(() -> reader("3bffffffffffffffff").integer())
        .isInstanceOf(WireException.class);
  }

  @Test
  void readsStringsInOnePieceOrInChunks() {
    assertThat(reader("6449455446").text(4)).isEqualTo("IETF");
    assertThat(reader("62c3bc").text(2)).isEqualTo("ü");
    assertThat(reader("7f657374726561646d696e67ff").text(9)).isEqualTo("streaming");
    assertThat(reader("4401020304").byteString(4)).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> reader("6449455446").text(3)).hasMessageContaining("at most 3 bytes");
    assertThatThrownBy(() -> reader("7f657374726561646d696e67ff").text(8))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> reader("62c328").text(9)).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> reader("7f4161ff").text(9)).hasMessageContaining("a byte string");
  }

  @ParameterizedTest
  @ValueSource(strings = {"830102a10304", "9f0102bf0304ffff"})
  void walksContainersOfBothKindsOfLength(String hex) {
    var in = reader(hex);
    in.openArray();
    assertThat(in.hasNext()).isTrue();
    assertThat(in.unsigned(9)).isEqualTo(1);
    assertThat(in.hasNext()).isTrue();
    assertThat(in.unsigned(9)).isEqualTo(2);
    assertThat(in.hasNext()).isTrue();
    in.openMap();
    assertThat(in.hasNext()).isTrue();
    assertThat(in.unsigned(9)).isEqualTo(3);
    assertThat(in.unsigned(9)).isEqualTo(4);
    assertThat(in.hasNext()).isFalse();
    assertThat(in.hasNext()).isFalse();
    in.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "18", "1c", "5f", "61", "81", "9b7fffffffffffffff", "bb7fffffffffffffff",
        "9a7fffffff00", "ba7fffffff00", "a101", "bf01ff", "ff", "9f", "7bffffffffffffffff", "f8",
        "fb00", "c1", "5f5f4100ffff", "1f", "3f", "df", "fc"
      })
  void refusesWhatIsCutOffOrMalformed(String hex) {
    assertThatThrownBy(() -> reader(hex).skip()).isInstanceOf(WireException.class);
  }

  @Test
  void refusesBottomlessNesting() {
    for (var level : new String[] {"81", "9f", "a100", "c1"}) {
      assertThatThrownBy(() -> reader(level.repeat(100_000) + "00").skip())
          .isInstanceOf(WireException.class)
          .hasMessageContaining("deeper");
    }
  }

  @Test
  void refusesWhatFollowsTheItem() {
    var in = reader("0102");
    in.unsigned(1);
    assertThatThrownBy(in::end).hasMessageContaining("1 bytes follow");
  }

  /// A second implementation must find well-formed exactly what this one does.
  @Test
  void agreesWithAnotherDecoderAboutWhatIsWellFormed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    var random = new SplittableRandom(seed);
    int sound = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = write(random, 3).toBytes();
      if (random.nextBoolean())
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      if (hasTagsOrSimpleValues(bytes)) continue;
      boolean wellFormed = isWellFormed(bytes);
      assertThat(wellFormed)
          .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
          .isEqualTo(isWellFormedForTheOther(bytes));
      if (wellFormed) sound++;
    }
    assertThat(sound).isGreaterThan(ROUNDS / 4);
  }

  @Test
  void writesWhatAnotherDecoderReads() {
    var out = new CborWriter();
    out.map(4).unsigned(1).integer(-500).unsigned(24).text("ü").unsigned(256).array(2).bool(true);
    out.nothing().unsigned(65_536).byteString(new byte[] {7});

    var read = CBORObject.DecodeFromBytes(out.toBytes());

    assertThat(read.get(1).AsInt32Value()).isEqualTo(-500);
    assertThat(read.get(24).AsString()).isEqualTo("ü");
    assertThat(read.get(256).get(0).AsBoolean()).isTrue();
    assertThat(read.get(256).get(1).isNull()).isTrue();
    assertThat(read.get(65_536).getType()).isEqualTo(CBORType.ByteString);
    assertThat(read.EncodeToBytes()).isEqualTo(out.toBytes());
  }

  private static CborWriter write(SplittableRandom random, int depth) {
    var out = new CborWriter();
    write(out, random, depth);
    return out;
  }

  private static void write(CborWriter out, SplittableRandom random, int depth) {
    switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> out.unsigned(random.nextLong() >>> random.nextInt(1, 64));
      case 1 -> out.integer(-1 - (random.nextLong() >>> random.nextInt(1, 64)));
      case 2 -> out.text("text".repeat(random.nextInt(9)));
      case 3 -> out.byteString(new byte[random.nextInt(30)]);
      case 4 -> out.bool(random.nextBoolean());
      case 5 -> out.floating(random.nextDouble());
      case 6 -> {
        int size = random.nextInt(4);
        out.array(size);
        for (int i = 0; i < size; i++) write(out, random, depth - 1);
      }
      default -> {
        int size = random.nextInt(4);
        out.map(size);
        for (int i = 0; i < size; i++) {
          out.unsigned(i);
          write(out, random, depth - 1);
        }
      }
    }
  }

  /// The other one checks what tags mean and this one leaves that to the caller, so inputs that
  /// could have them are left out.
  private static boolean hasTagsOrSimpleValues(byte[] bytes) {
    for (byte each : bytes) {
      int major = (each & 0xff) >> 5;
      if (major == 6 || (each & 0xff) == 0xf8) return true;
    }
    return false;
  }

  private static boolean isWellFormed(byte[] bytes) {
    try {
      var in = new CborReader(bytes);
      in.skip();
      in.end();
      return true;
    } catch (WireException e) {
      return false;
    }
  }

  private static boolean isWellFormedForTheOther(byte[] bytes) {
    try {
      CBORObject.DecodeFromBytes(bytes, LENIENT);
      return true;
    } catch (CBORException e) {
      return false;
    }
  }

  private static CborReader reader(String hex) {
    return new CborReader(HexFormat.of().parseHex(hex));
  }
}
