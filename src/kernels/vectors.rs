//! The kinds of vectors, which of them this CPU has, and the one in use.

use pulp::{Scalar128b, Simd, WithSimd};
use std::fmt;
use std::sync::OnceLock;

/// The environment variable that forces a kind.
pub const VARIABLE: &str = "DL_LAB_VECTORS";

/// A kind of vectors. The bits of a run are reproduced on the same kind, because each has tiles of its own, and with
/// them an order of its own in which products are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vectors {
    /// 16 numbers, 32 registers: AVX-512 (F, BW, CD, DQ, VL).
    Avx512,
    /// 8 numbers, 16 registers: AVX2 with FMA.
    Avx2,
    /// 4 numbers, 32 registers: NEON.
    Neon,
    /// 4 numbers of plain code, which a compiler turns into the vectors that every CPU of its family has; without fused
    /// multiply-adds.
    Scalar,
}

impl Vectors {
    /// All kinds, the widest first.
    pub const ALL: [Self; 4] = [Self::Avx512, Self::Avx2, Self::Neon, Self::Scalar];

    /// The name that the variable and the flag take.
    pub fn name(self) -> &'static str {
        match self {
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Neon => "neon",
            Self::Scalar => "scalar",
        }
    }

    /// The kinds that this CPU has, the widest first; never empty.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kind| Token::of(*kind).is_some())
    }

    /// The kind in use: the one that was [chosen](Self::choose), else that of the variable, else the widest.
    ///
    /// # Panics
    /// If nothing was chosen and the variable holds no kind that this CPU has; [`Self::choose`] says so beforehand.
    pub fn current() -> Self {
        token().kind()
    }

    /// The kind that works a matrix of this many columns, or an image of this many channels: the one in use, but where
    /// they fill at most half a vector of AVX-512, AVX2, which every CPU with AVX-512 has. Six filters take as long on
    /// either, and less has to be filled up, copied and left out.
    pub(crate) fn of_columns(columns: usize) -> Self {
        token().of_columns(columns).kind()
    }

    /// Chooses the kind for the whole process: the named one, else that of the variable, else the widest. The first
    /// choice stays, so make it before any arithmetic.
    ///
    /// # Errors
    /// If there is no such kind, this CPU does not have it, or another one is in use already.
    pub fn choose(name: Option<&str>) -> Result<Self, VectorsError> {
        let wanted = wanted(name)?;
        let used = CHOSEN.get_or_init(|| wanted).kind();
        match name {
            Some(name) if used != wanted.kind() => Err(VectorsError::InUse { name: name.to_owned(), used }),
            _ => Ok(used),
        }
    }

    /// Numbers of a vector.
    pub fn lanes(self) -> usize {
        match self {
            Self::Avx512 => 16,
            Self::Avx2 => 8,
            Self::Neon | Self::Scalar => 4,
        }
    }

    /// Vectors of a whole panel, and so of a whole tile; see the documentation of the crate.
    pub fn panel(self) -> usize {
        match self {
            Self::Avx512 | Self::Avx2 | Self::Scalar => 2,
            Self::Neon => 4,
        }
    }
}

impl fmt::Display for Vectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a kind of vectors cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VectorsError {
    /// There is no such kind.
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// This CPU does not have it.
    Missing {
        /// What was asked for.
        kind: Vectors,
    },
    /// Another kind computes already.
    InUse {
        /// What was asked for.
        name: String,
        /// What computes.
        used: Vectors,
    },
}

impl fmt::Display for VectorsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = || Vectors::available().map(Vectors::name).collect::<Vec<_>>().join(", ");
        match self {
            Self::Unknown { name } => write!(f, "unknown vectors '{name}'; this CPU has {}", here()),
            Self::Missing { kind } => write!(f, "this CPU has no {kind} vectors; it has {}", here()),
            Self::InUse { name, used } => write!(f, "vectors '{name}' come too late: {used} are in use"),
        }
    }
}

impl std::error::Error for VectorsError {}

/// The proof that this CPU has a kind.
#[derive(Clone, Copy)]
enum Token {
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
    #[cfg(target_arch = "aarch64")]
    Neon(pulp::aarch64::Neon),
    Scalar,
}

impl Token {
    fn of(kind: Vectors) -> Option<Self> {
        match kind {
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx512 => pulp::x86::V4::try_new().map(Self::Avx512),
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx2 => pulp::x86::V3::try_new().map(Self::Avx2),
            #[cfg(target_arch = "aarch64")]
            Vectors::Neon => pulp::aarch64::Neon::try_new().map(Self::Neon),
            Vectors::Scalar => Some(Self::Scalar),
            #[cfg(target_arch = "x86_64")]
            Vectors::Neon => None,
            #[cfg(target_arch = "aarch64")]
            Vectors::Avx512 | Vectors::Avx2 => None,
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            Vectors::Avx512 | Vectors::Avx2 | Vectors::Neon => None,
        }
    }

    #[inline]
    fn of_columns(self, columns: usize) -> Self {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) if columns <= Vectors::Avx2.lanes() => Self::Avx2(*simd),
            token => token,
        }
    }

    #[inline]
    fn kind(self) -> Vectors {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => Vectors::Avx512,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => Vectors::Avx2,
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => Vectors::Neon,
            Self::Scalar => Vectors::Scalar,
        }
    }
}

static CHOSEN: OnceLock<Token> = OnceLock::new();

/// What a name, else the variable, else the CPU gives.
fn wanted(name: Option<&str>) -> Result<Token, VectorsError> {
    let variable = || std::env::var(VARIABLE).ok().filter(|name| !name.is_empty());
    let Some(name) = name.map(ToOwned::to_owned).or_else(variable) else {
        return Ok(Vectors::ALL.into_iter().find_map(Token::of).unwrap_or(Token::Scalar));
    };
    let Some(kind) = Vectors::ALL.into_iter().find(|kind| kind.name() == name) else {
        return Err(VectorsError::Unknown { name });
    };
    Token::of(kind).ok_or(VectorsError::Missing { kind })
}

fn token() -> Token {
    #[cfg(test)]
    if let Some(token) = FORCED.get() {
        return token;
    }
    *CHOSEN.get_or_init(|| wanted(None).unwrap_or_else(|error| panic!("{VARIABLE}: {error}")))
}

#[cfg(test)]
thread_local! {
    static FORCED: std::cell::Cell<Option<Token>> = const { std::cell::Cell::new(None) };
}

/// Runs a test on this thread with every kind that the CPU has.
#[cfg(test)]
pub(crate) fn on_every_kind(test: impl Fn(Vectors)) {
    for kind in Vectors::available() {
        FORCED.set(Token::of(kind));
        test(kind);
        FORCED.set(None);
    }
}

/// Runs an operation compiled for the kind in use.
#[inline]
pub(crate) fn dispatch<Op: WithSimd>(op: Op) -> Op::Output {
    run(token(), op)
}

/// Runs an operation compiled for the kind that [works this many columns](Vectors::of_columns).
#[inline]
pub(crate) fn dispatch_columns<Op: WithSimd>(columns: usize, op: Op) -> Op::Output {
    run(token().of_columns(columns), op)
}

#[inline]
fn run<Op: WithSimd>(token: Token, op: Op) -> Op::Output {
    match token {
        #[cfg(target_arch = "x86_64")]
        Token::Avx512(simd) => Simd::vectorize(simd, op),
        #[cfg(target_arch = "x86_64")]
        Token::Avx2(simd) => Simd::vectorize(simd, op),
        #[cfg(target_arch = "aarch64")]
        Token::Neon(simd) => Simd::vectorize(simd, op),
        Token::Scalar => Simd::vectorize(Scalar128b, op),
    }
}

/// Runs `pass` compiled for the vectors in use; the loops in it are left to the compiler.
pub fn vectorised<R>(pass: impl FnOnce() -> R) -> R {
    dispatch(Pass(pass))
}

struct Pass<F>(F);

impl<R, F: FnOnce() -> R> WithSimd for Pass<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> R {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_names_are_refused_with_what_there_is() {
        let unknown = Vectors::choose(Some("avx1024")).unwrap_err().to_string();
        assert!(unknown.starts_with("unknown vectors 'avx1024'; this CPU has "), "{unknown}");
        assert!(unknown.ends_with("scalar"), "{unknown}");
        for kind in Vectors::ALL.into_iter().filter(|kind| Token::of(*kind).is_none()) {
            assert_eq!(Vectors::choose(Some(kind.name())), Err(VectorsError::Missing { kind }));
        }
    }

    #[test]
    fn a_forced_kind_is_the_one_in_use() {
        let mut seen = Vec::new();
        let kinds: Vec<Vectors> = Vectors::available().collect();
        for kind in &kinds {
            FORCED.set(Token::of(*kind));
            seen.push(Vectors::current());
        }
        FORCED.set(None);
        assert_eq!(seen, kinds);
    }
}
